import { describe, expect, it } from 'vitest';
import { encodeCursor, listUnresolvedContract } from '../../../../lib/contracts/http/list-unresolved.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';

const contract = listUnresolvedContract.input(knownCurrencies());

function cursorIn(cursor: string) {
  return contract.safeParse({ path: {}, query: { cursor }, body: undefined }).data?.query.cursor;
}

describe('the cursor of GET /v1/unresolved', () => {
  it.each([
    { since: 5, ref: { type: 'bet', provider: 'odds88', betId: 'b1' } },
    { since: 5, ref: { type: 'bet', provider: 'gr8', betId: '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f' } },
    { since: 5, ref: { type: 'pay-out', betcoreBetId: '4178696881' } },
  ] as const)('Given the place %j, then it is read as it was written', (place) => {
    expect(cursorIn(encodeCursor(place))).toEqual(place);
  });

  it.each([
    ['no base64 of JSON', '%%%'],
    ['another provider', text([5, 'bwin', 'b1'])],
    ['a bet id in another spelling', text([5, 'gr8', '33F0042D-CE58-4036-95E5-B3F8E1EF5A8F'])],
    ['an id with a key separator', text([5, 'betcore', 'a#b'])],
    ['a time that is none', text(['5', 'betcore', 'b1'])],
    ['too little', text([5])],
  ])('Given %s, then it is refused', (_, cursor) => {
    expect(cursorIn(cursor)).toBeUndefined();
  });
});

function text(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}
