import { afterEach, describe, expect, it, vi } from 'vitest';
import { operation } from '../../../../functions/native/oddsgigant-cashout.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { maxTips } from '../../../../lib/domain/pricing/validate-ticket.ts';
import type { TicketPricing } from '../../../../lib/ports/ticket-pricing.ts';
import { noon } from '../../../support/builders.ts';
import { silentLog, silentMetrics } from '../../../support/silent.ts';

const key = 'licence-key-7';

const pricing: TicketPricing = {
  settings: () => Promise.reject(new Error('nothing is priced here')),
  remotePrice: () => Promise.reject(new Error('nothing is priced here')),
  isLicensed: async (auth) => auth === key,
};

const needs = {
  clock: manualClock(noon),
  ids: randomIds(),
  log: silentLog,
  metrics: silentMetrics,
  currencies: knownCurrencies(),
  pricing,
};

/** Just below the 256 kB a body may have. */
const tips = `[${Array.from({ length: 85_000 }, () => '{}').join()}]`;

/** Sends the largest body of empty tips there may be, and counts the objects that were looked into. */
async function send(auth: string) {
  const event = {
    headers: { 'content-type': 'application/json' },
    requestContext: {},
    body: `{"auth":"${auth}","referenceID":"slip-7","caBets":${tips}}`,
    isBase64Encoded: false,
  };
  const entries = vi.spyOn(Object, 'entries');
  const result = await operation.bind(needs)(event as never, { awsRequestId: 'call-1' });
  const looks = entries.mock.calls.length;
  entries.mockRestore();
  return { status: result.statusCode, body: result.body, looks };
}

afterEach(() => void vi.restoreAllMocks());

describe('the work a body of tips can ask for', () => {
  it('Given it comes without the right key, then it is refused and no tip is looked into', async () => {
    const { status, body, looks } = await send('guessed');
    expect([status, body]).toEqual([
      401,
      '{"success":false,"referenceID":"slip-7","cashout":0,"reason":"unauthorized"}',
    ]);
    expect(looks).toBeLessThan(20);
  });

  it('Given it comes with the right key, then no more tips are looked into than a ticket may have, and one', async () => {
    const { status, looks } = await send(key);
    expect(status).toBe(400);
    expect(looks).toBeLessThan(maxTips + 20);
  });
});
