import { asyncApi } from './async-api.ts';
import { cashoutStatesPage } from './cashout-states.ts';
import { databetRestrictionsTable } from './databet-restrictions.ts';
import { eventSchemaFiles } from './event-schemas.ts';
import { eventsPage } from './events-page.ts';
import { withMarkedPart } from './marked-part.ts';
import { payOutStatesPage } from './pay-out-states.ts';

/** Every committed file that is made from code: path → content. A test fails when one has drifted. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/cashout-states.md', cashoutStatesPage()],
    ['docs/pay-out-states.md', payOutStatesPage()],
    ['docs/events.md', eventsPage()],
    ['docs/asyncapi.json', asyncApi()],
    [databetPage, withMarkedPart(databetPage, 'restrictions', databetRestrictionsTable())],
    ...eventSchemaFiles(),
  ]);
}

const databetPage = 'docs/providers/databet.md';
