import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inParallel } from '../../lib/domain/in-parallel.ts';
import { type Hub, startHub } from './support/hub.ts';
import { type Envelope, envelope, nativePath, registeredBet, sampleTicket } from './support/oddsgigant.ts';

let hub: Hub;
let sent: Envelope;
beforeAll(async () => {
  hub = await startHub();
  sent = await envelope(hub);
});
afterAll(() => hub.close());

const bodies = 2_000;
const atOnce = 8;
/** Printed by the failing expectation, so that the same bodies can be made again. */
const seed = Date.now() % 1_000_000;

const oddNumbers = fc.constantFrom(
  '-0',
  '-1',
  '0',
  '1e308',
  '1e-308',
  '1e999999',
  '0.1e-400',
  '9'.repeat(400),
  `0.${'3'.repeat(400)}`,
  '5e0',
  '1E+2',
);
const literal = fc.oneof(
  fc.json({ maxDepth: 3 }),
  oddNumbers,
  fc.constantFrom(
    'null',
    'true',
    '"5"',
    '" 5"',
    '"5,0"',
    '"0x5"',
    '"NaN"',
    '"\\ud800"',
    '"\\u0000"',
    '[[[]]]',
    '{}',
  ),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
);
const names = [
  ...Object.keys(sampleTicket),
  ...Object.keys(sampleTicket.caSettings),
  'matchid',
  'odd',
  'oddcurrent',
  'gamestate',
  'islocked',
  'auth',
  'referenceID',
  'unixTimestamp',
  'engine',
  '__proto__',
  'constructor',
];

/** Valid bodies with something replaced, inserted or cut, and texts that never were one. */
function hostileBody(valid: string): fc.Arbitrary<string> {
  const replaced = fc.tuple(fc.constantFrom(...names), literal).map(([name, value]) => {
    const member = new RegExp(`("${name}":)("[^"]*"|[^,{}[\\]]+|\\{[^{}]*\\}|\\[.*\\])`);
    return member.test(valid)
      ? valid.replace(member, (_, key: string) => `${key}${value}`)
      : valid.replace('{', `{${JSON.stringify(name)}:${value},`);
  });
  const cut = fc.nat({ max: valid.length }).map((at) => valid.slice(0, at));
  const many = fc.integer({ min: 2, max: 3_000 }).map((count) => {
    const tip = '{"matchid":"1","odd":1.5,"oddcurrent":1.5,"gamestate":1,"islocked":false}';
    return valid.replace(/"caBets":\[.*?\]/, `"caBets":[${Array(count).fill(tip).join(',')}]`);
  });
  return fc.oneof(replaced, replaced, replaced, cut, many, fc.json(), fc.string(), literal);
}

describe('hostile bodies', () => {
  it.each([
    ['POST /v1/cashout-calculations', () => JSON.stringify(sampleTicket), () => '/v1/cashout-calculations'],
    ['POST /ApiR1/cashout', () => JSON.stringify({ ...sent, ...sampleTicket }), () => nativePath],
  ])(`Given ${bodies} of them at %s, then each is answered, none with a 5xx`, async (_, valid, path) => {
    const texts = fc.sample(hostileBody(valid()), { numRuns: bodies, seed });
    const statuses = await inParallel(texts, atOnce, async (text) => {
      const { status, body } = await hub.call('POST', path(), {
        text,
        headers: { 'content-type': 'application/json' },
      });
      expect([200, 400, 401, 413], `seed ${seed}: ${status} for ${text.slice(0, 500)}`).toContain(status);
      if (status === 400)
        expect(body.errors.length, `seed ${seed}: ${text.slice(0, 500)}`).toBeGreaterThan(0);
      if (status === 400) expect(body.errors.length).toBeLessThanOrEqual(20);
      return status;
    });
    expect(new Set(statuses)).toContain(200);
    expect(new Set(statuses)).toContain(400);
  });

  it('Given hostile tickets with a cashout, then none is accepted that is not exactly the bet', async () => {
    const bet = await registeredBet(hub, { value: '5', currency: 'EUR' });
    const texts = fc.sample(hostileBody(JSON.stringify(sampleTicket)), { numRuns: 300, seed });
    const amount = '{"value":"0.01","currency":"EUR"}';
    await inParallel([...texts.entries()], atOnce, async ([n, ticket]) => {
      const text = `{"playerId":"p1","amount":${amount},"priceChange":"none","ticket":${ticket}}`;
      const { status } = await hub.call('POST', `${bet.path}/cashouts`, {
        text,
        headers: { 'content-type': 'application/json', 'idempotency-key': `k${n}` },
      });
      expect([200, 201, 400, 409, 413, 422], `seed ${seed}: ${status} for ${ticket}`).toContain(status);
    });
    const { body } = await hub.call('GET', bet.path);
    expect(body.cashouts.every(({ status }: { status: string }) => status === 'declined')).toBe(true);
  });
});
