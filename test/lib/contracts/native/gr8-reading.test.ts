import { expect, it } from 'vitest';
import { gr8CashoutContract } from '../../../../lib/contracts/native/gr8-cashout.ts';
import { maxBetIds, readBetIds, readMargin } from '../../../../lib/contracts/native/gr8-query.ts';
import { echoed, maxEchoedLength, maxMessages } from '../../../../lib/contracts/native/gr8-read.ts';

const guid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const guids = (count: number) => Array.from({ length: count }, (_, n) => guid(n));

it('Given many ids that are none, then the first twenty are named', () => {
  const read = readBetIds([['betIds', Array.from({ length: 100 }, (_, n) => `x${n}`).join(',')]]);
  expect(read).toEqual({
    ok: false,
    errors: { betIds: Array.from({ length: maxMessages }, (_, n) => `The value 'x${n}' is not valid.`) },
  });
});

it('Given a long text in the query, then the message holds its beginning', () => {
  const long = 'x'.repeat(8_000);
  const cut = `The value '${'x'.repeat(maxEchoedLength - 1)}…' is not valid.`;
  expect(readBetIds([['betIds', long]])).toEqual({ ok: false, errors: { betIds: [cut] } });
  expect(readMargin([['margin', long]])).toEqual({ ok: false, errors: { margin: [cut] } });
});

it.each(['betId', 'amount', 'priceChangePolicy'])(
  'Given a long text as %s, then the messages hold its beginning',
  (name) => {
    const body = { betId: guid(1), amount: 1, priceChangePolicy: 'Any', [name]: 'x'.repeat(200_000) };
    const read = gr8CashoutContract.readBody(JSON.stringify(body));
    const messages = read.ok ? [] : Object.values(read.errors).flat();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`value "${'x'.repeat(maxEchoedLength - 2)}… to type`);
  },
);

it('Given a text at the limit, then all of it is repeated, and past it no half of a character', () => {
  expect(echoed('x'.repeat(maxEchoedLength))).toBe('x'.repeat(maxEchoedLength));
  const cut = echoed('😀'.repeat(maxEchoedLength));
  expect([cut.length, cut.isWellFormed()]).toEqual([maxEchoedLength, true]);
});

it.each([
  [maxBetIds, true],
  [maxBetIds + 1, false],
])('Given %i ids, repeated or joined, then taken: %s', (count, ok) => {
  expect(readBetIds([['betIds', guids(count).join(',')]]).ok).toBe(ok);
  expect(readBetIds(guids(count).map((id) => ['betIds', id] as const)).ok).toBe(ok);
});

it('Given the most ids GR8 itself can be asked for in one URL, then they are taken', () => {
  const urlBytes = 8_192;
  const shortestIdBytes = 'ffffffffffffffffffffffffffffffff,'.length;
  expect(Math.floor(urlBytes / shortestIdBytes)).toBeLessThanOrEqual(maxBetIds);
});
