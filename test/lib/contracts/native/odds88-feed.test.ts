import { describe, expect, it } from 'vitest';
import {
  feedDataText,
  feedPingText,
  feedPongText,
  readFeedMessage,
  readFeedPong,
} from '../../../../lib/contracts/native/odds88-feed.ts';

/** The sample of the page. */
const data = {
  playerId: 'player1',
  betId: 'id1',
  status: 1,
  reason: null,
  amount: { localAmount: 40_000, precision: 4, currency: 'USD' },
  timestamp: '2025-07-16T14:30:00Z',
} as const;

const value = {
  playerId: 'player1',
  betId: 'id1',
  status: 'available',
  reason: null,
  amount: { value: '4', currency: 'USD', precision: 4 },
  at: Date.UTC(2025, 6, 16, 14, 30),
};

const message = (changes: object): string => JSON.stringify({ pingId: null, data: { ...data, ...changes } });

describe('a message of the feed', () => {
  it('Given the sample, Then it is read, and written as it was', () => {
    const text = feedDataText(data);
    expect(JSON.parse(text)).toEqual({ pingId: null, data });
    expect(readFeedMessage(text)).toEqual({ kind: 'value', pingId: null, value });
  });

  it.each<[string, object, object]>([
    [
      'that is not available',
      { status: 2, reason: 'x', amount: null },
      { status: 'unavailable', reason: 'x', amount: null },
    ],
    ['that is cashed out', { status: 3 }, { status: 'cashed-out' }],
    ['without a player', { playerId: undefined }, { playerId: null }],
    ['of no player', { playerId: null }, { playerId: null }],
    ['whose player is a number', { playerId: 7 }, { playerId: '7' }],
    ['without a reason', { reason: undefined }, { reason: null }],
    ['whose reason is no text', { reason: { a: 1 } }, { reason: null }],
    ['without an amount', { amount: undefined }, { amount: null }],
    [
      'of nothing',
      { amount: { ...data.amount, localAmount: 0 } },
      { amount: { value: '0', currency: 'USD', precision: 4 } },
    ],
    ['below nothing', { amount: { ...data.amount, localAmount: -1 } }, { amount: null }],
    ['with a fraction', { amount: { ...data.amount, localAmount: 1.5 } }, { amount: null }],
    ['with too many decimals', { amount: { ...data.amount, precision: 19 } }, { amount: null }],
    ['without decimals', { amount: { localAmount: 4, currency: 'USD' } }, { amount: null }],
    ['without a currency', { amount: { localAmount: 4, precision: 0 } }, { amount: null }],
    [
      'in a currency nobody knows',
      { amount: { ...data.amount, currency: 'XTOK' } },
      { amount: { value: '4', currency: 'XTOK', precision: 4 } },
    ],
    ['of a split second', { timestamp: '2025-07-16T14:30:00.1234567Z' }, { at: value.at + 123 }],
    ['at an offset', { timestamp: '2025-07-16T16:30:00+02:00' }, {}],
    ['without a zone', { timestamp: '2025-07-16T14:30:00' }, {}],
  ])('Given a value %s, Then it is one', (_, changes, expected) => {
    expect(readFeedMessage(message(changes))).toEqual({
      kind: 'value',
      pingId: null,
      value: { ...value, ...expected },
    });
  });

  it('Given an amount of fifteen digits, Then not one is lost', () => {
    const text = message({}).replace('40000', '900719925474099');
    expect(readFeedMessage(text)).toMatchObject({ value: { amount: { value: '90071992547.4099' } } });
  });

  it('Given more digits than a JSON number carries, Then there is no amount', () => {
    const text = message({ status: 3 }).replace('40000', '9007199254740993');
    expect(readFeedMessage(text)).toMatchObject({ value: { status: 'cashed-out', amount: null } });
  });

  it('Given names in any case, Then they are the same', () => {
    const names = /"(\w)(\w+)":/g;
    const pascal = message({}).replace(
      names,
      (_, first: string, rest: string) => `"${first.toUpperCase()}${rest}":`,
    );
    expect(pascal).toContain('"LocalAmount":');
    expect(readFeedMessage(pascal)).toEqual({ kind: 'value', pingId: null, value });
  });

  it.each<[string, string]>([
    ['data.betId', message({ betId: undefined })],
    ['data.betId', message({ betId: 'a/b' })],
    ['data.status', message({ status: 0 })],
    ['data.status', message({ status: 4 })],
    ['data.status', message({ status: null })],
    ['data.timestamp', message({ timestamp: undefined })],
    ['data.timestamp', message({ timestamp: '16.07.2025' })],
    ['data.timestamp', message({ timestamp: '2025-13-16T14:30:00Z' })],
    ['data', '{"pingId":null,"data":[]}'],
    ['neither ping nor data', '{"pingId":null,"data":null}'],
    ['neither ping nor data', '{}'],
    ['no JSON object', '[]'],
    ['no JSON object', 'null'],
    ['no JSON object', '"id1"'],
    ['no JSON object', '{"pingId":'],
    ['no JSON object', ''],
  ])('Given one whose fault is %s, Then it says so and nothing of what was sent: %s', (problem, text) => {
    expect(readFeedMessage(text)).toEqual({ kind: 'unreadable', pingId: null, problem });
  });
});

describe('a ping of the feed', () => {
  it('Given one, Then it is told from values, and its id goes there and back', () => {
    const id = 'a "quoted" id';
    expect(readFeedMessage(feedPingText(id))).toEqual({ kind: 'ping', pingId: id });
    expect(readFeedPong(feedPongText(id))).toBe(id);
    expect(feedPongText('1')).toBe('{"pingId":"1"}');
  });

  it('Given one that comes with data, Then neither is lost', () => {
    const together = JSON.stringify({ pingId: 'p', data });
    expect(readFeedMessage(together)).toEqual({ kind: 'value', pingId: 'p', value });
    const unreadable = JSON.stringify({ pingId: 'p', data: {} });
    expect(readFeedMessage(unreadable)).toMatchObject({ kind: 'unreadable', pingId: 'p' });
  });

  it.each(['', '{}', '[]', '{"pingId":null}', '{"pingId":{}}', '{"pingId":""}'])(
    'Given %j as what comes back, Then it is no id',
    (text) => {
      expect(readFeedPong(text)).toBeUndefined();
    },
  );
});
