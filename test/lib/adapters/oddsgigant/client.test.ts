import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { oddsgigantPricing } from '../../../../lib/adapters/oddsgigant/client.ts';
import { oddsgigantSettingsSchema } from '../../../../lib/adapters/oddsgigant/settings.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { noon } from '../../../support/builders.ts';
import { silentLog } from '../../../support/silent.ts';
import { sample, valid } from '../../domain/pricing/tickets.ts';
import { type Answer, refusingUrl, startLocalServer } from '../http/local-server.ts';

const { ticket } = valid(sample);

const says =
  (status: number, body = ''): Answer =>
  (_, response) =>
    void response.writeHead(status).end(body);
const never: Answer = () => undefined;

/** A client of a real local server that answers one by one; its last answer goes on for ever. */
async function aClient(answers: readonly Answer[], changes: object = {}) {
  let calls = 0;
  const server = await startLocalServer((request, response) => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    return answer?.(request, response);
  });
  const clock = manualClock(noon);
  const slept: number[] = [];
  const settings = oddsgigantSettingsSchema.parse({ baseUrl: server.url, licenceKey: 'k1', ...changes });
  const sleep = (ms: number) => {
    slept.push(ms);
    return clock.advance(ms);
  };
  const pricing = oddsgigantPricing({
    settings: async () => settings,
    clock: { ...clock, sleep },
    ids: randomIds(),
    log: silentLog,
  });
  const price = (by = Number.POSITIVE_INFINITY) => pricing.remotePrice(ticket, 'ref-1', by);
  return { server, clock, slept, pricing, price };
}

/** Moves the time on for as long as somebody waits. */
async function patiently<Result>(clock: { advance(ms: number): Promise<void> }, waiting: Promise<Result>) {
  let over = false;
  const result = waiting.finally(() => {
    over = true;
  });
  while (!over) await clock.advance(100);
  return result;
}

describe('remotePrice', () => {
  it("Given a ticket, then the page's request is posted, its numbers to the digit", async () => {
    const { server, price } = await aClient([says(200, '4.2')]);
    expect(await price()).toEqual({ outcome: 'priced', value: '4.2' });
    expect(server.requests).toHaveLength(1);
    const [sent] = server.requests;
    expect([sent?.method, sent?.path]).toEqual(['POST', '/ApiR1/cashout']);
    expect(sent?.headers['content-type']).toBe('application/json');
    expect(sent?.body).toBe(
      `{"unixTimestamp":${noon / 1_000},"auth":"k1","referenceID":"ref-1","stake":5,"totalOdd":1.83,"totalGain":9.15,` +
        '"caSettings":{"taxRate":0,"caWithdrawal":10,"maxCaValue":5000,"minCaValue":0.5,"inplayMaxOddPerTip":6,' +
        '"noCaOutOfLimits":true,"maxOpenTip":5,"maxTipCount":15},' +
        '"caBets":[{"matchid":"111","odd":1.22,"oddcurrent":1.45,"gamestate":4,"islocked":false},' +
        '{"matchid":"222","odd":1.5,"oddcurrent":1.35,"gamestate":4,"islocked":false}]}',
    );
  });

  it.each([
    ['two failures', [says(500), says(503), says(200, '4.2')], 3, 'priced'],
    ['a dropped connection', [(_: unknown, response) => response.destroy(), says(200, '4.2')], 2, 'priced'],
    ['nothing but failures', [says(500)], 3, 'failed'],
  ] as [string, Answer[], number, string][])(
    'Given %s, then it is asked again, at most twice',
    async (...row) => {
      const [, answers, calls, outcome] = row;
      const { server, slept, price } = await aClient(answers);
      expect((await price()).outcome).toBe(outcome);
      expect(server.requests).toHaveLength(calls);
      expect(slept).toHaveLength(calls - 1);
      for (const ms of slept) {
        expect(ms).toBeGreaterThanOrEqual(50);
        expect(ms).toBeLessThanOrEqual(250);
      }
    },
  );

  it.each([400, 401, 403, 404, 409, 422, 429, 302])(
    'Given a %i, then it is not asked again',
    async (status) => {
      const { server, price } = await aClient([says(status)]);
      expect((await price()).outcome).toBe('failed');
      expect(server.requests).toHaveLength(1);
    },
  );

  it('Given many that stumble, then their pauses differ', async () => {
    const { slept, price } = await aClient([says(500)]);
    for (let n = 0; n < 10; n += 1) await price();
    expect(new Set(slept).size).toBeGreaterThan(5);
  });

  it('Given an answer that never comes, then a second try, and an end within the deadline', async () => {
    const { server, clock, price } = await aClient([never]);
    const judged = await patiently(clock, price());
    expect(judged).toMatchObject({ outcome: 'failed', reason: { code: 'provider-unreachable' } });
    expect(server.requests.length).toBeGreaterThanOrEqual(2);
    expect(clock.now() - noon).toBeLessThanOrEqual(3_100);
  });

  it('Given less time than the deadline, then it ends by then', async () => {
    const { clock, price } = await aClient([never]);
    await patiently(clock, price(noon + 500));
    expect(clock.now() - noon).toBeLessThanOrEqual(600);
  });

  it('Given nobody listens, then provider-unreachable', async () => {
    const { price } = await aClient([never], { baseUrl: await refusingUrl() });
    expect(await price()).toMatchObject({ reason: { code: 'provider-unreachable' } });
  });

  it('Given no licence key, or a number no JSON number carries, then nothing is sent', async () => {
    const { server, price, pricing } = await aClient([says(200, '4.2')], { licenceKey: undefined });
    expect(await price()).toMatchObject({ outcome: 'failed', reason: { code: 'not-supported' } });
    const long = { ...ticket, stake: decimal('1.234567890123456789') };
    const other = await aClient([says(200, '4.2')]);
    expect(await other.pricing.remotePrice(long, 'ref-1', Number.POSITIVE_INFINITY)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'amount-out-of-limits' },
    });
    expect([server.requests, other.server.requests]).toEqual([[], []]);
    expect(await pricing.isLicensed('')).toBe(false);
  });

  it('Given settings that cannot be read, then it fails, and a caller is not let in', async () => {
    const settings = async (): Promise<never> => {
      throw new Error('secret k1 is gone');
    };
    const pricing = oddsgigantPricing({
      settings,
      clock: manualClock(noon),
      ids: randomIds(),
      log: silentLog,
    });
    const judged = await pricing.remotePrice(ticket, 'ref-1', Number.POSITIVE_INFINITY);
    expect(judged).toMatchObject({ outcome: 'failed', reason: { code: 'provider-unreachable' } });
    expect(JSON.stringify(judged)).not.toContain('k1');
    await expect(pricing.isLicensed('k1')).rejects.toThrow();
  });
});

describe('isLicensed', () => {
  it('Given a key that is being replaced, then both are taken', async () => {
    const { pricing } = await aClient([never], { licenceKey: 'new', alsoAcceptedKeys: ['old', 'theirs'] });
    const taken = await Promise.all(['new', 'old', 'theirs', 'k1', ''].map((key) => pricing.isLicensed(key)));
    expect(taken).toEqual([true, true, true, false, false]);
  });
});
