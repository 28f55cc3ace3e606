import { expect, it } from 'vitest';
import { operation } from '../../../../functions/api/get-bet.ts';
import { memoryBetStore } from '../../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../../lib/adapters/memory/pay-out-store.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import type { LogFields } from '../../../../lib/ports/telemetry.ts';
import { gr8Ref, noon } from '../../../support/builders.ts';
import { silentLog, silentMetrics } from '../../../support/silent.ts';

async function lineOf(pathParameters: Readonly<Record<string, string>>): Promise<LogFields | undefined> {
  const lines: LogFields[] = [];
  const handler = operation.bind({
    bets: memoryBetStore(),
    payOuts: memoryPayOutStore(),
    currencies: knownCurrencies(),
    clock: manualClock(noon),
    ids: { next: () => 'id-1' },
    log: { ...silentLog, info: (_: string, fields: LogFields = {}) => void lines.push(fields) },
    metrics: silentMetrics,
  });
  const event = { headers: {}, pathParameters, requestContext: {}, isBase64Encoded: false };
  await handler(event as never, { awsRequestId: 'call-1' });
  return lines.at(-1);
}

it.each([
  ['a problem of the operation', { ...gr8Ref }, 404, 'bet-not-found'],
  ['a provider nobody knows', { provider: 'nobody', betId: 'b1' }, 404, 'unknown-provider'],
  ['what is not valid', { provider: 'gr8', betId: 'b1' }, 400, 'invalid-request'],
])('Given %s, then the line of the call names the bet and the code', async (_, path, status, refusal) => {
  expect(await lineOf(path)).toMatchObject({ operation: 'get-bet', ...path, status, refusal });
});
