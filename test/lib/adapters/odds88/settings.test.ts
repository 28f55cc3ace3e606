import { describe, expect, it } from 'vitest';
import { odds88SettingsSchema } from '../../../../lib/adapters/odds88/settings.ts';

const issued = {
  baseUrl: 'https://odds88.example',
  feedUrl: 'wss://odds88.example/feed/cashout/v2',
  clientId: 'client-1',
  password: 's3cret',
};

describe('the settings of Odds88', () => {
  it('Given what Odds88 issues, Then the rest has its defaults', () => {
    expect(odds88SettingsSchema.parse(issued)).toEqual({
      ...issued,
      feedTokenIn: 'header',
      feedSilentAfterMs: 60_000,
      deadlineMs: 8_000,
      maxBetIdsPerCall: 100,
      callsPerSecond: 50,
      precisions: {},
      quoteStaleAfterMs: 30_000,
      rejections: expect.arrayContaining([{ contains: 'not found', code: 'bet-not-found' }]),
    });
  });

  it.each<[string, object]>([
    ['no base URL', { baseUrl: undefined }],
    ['a base URL that is none', { baseUrl: 'odds88' }],
    ['no feed URL', { feedUrl: undefined }],
    ['a feed URL that is no websocket', { feedUrl: 'https://odds88.example/feed/cashout/v2' }],
    ['a place for the token that is none', { feedTokenIn: 'body' }],
    ['a feed taken for dead before ten seconds', { feedSilentAfterMs: 9_999 }],
    ['a feed taken for dead after ten minutes', { feedSilentAfterMs: 600_001 }],
    ['an empty client id', { clientId: '' }],
    ['an empty password', { password: '' }],
    ['a deadline below half a second', { deadlineMs: 499 }],
    ['a deadline above twenty seconds', { deadlineMs: 20_001 }],
    ['no bet per call', { maxBetIdsPerCall: 0 }],
    ['more than a thousand bets per call', { maxBetIdsPerCall: 1_001 }],
    ['no call per second', { callsPerSecond: 0 }],
    ['more than a thousand calls per second', { callsPerSecond: 1_001 }],
    ['a negative precision', { precisions: { EUR: -1 } }],
    ['a precision no amount has', { precisions: { EUR: 19 } }],
    ['a rejection of a code nobody knows', { rejections: [{ contains: 'x', code: 'nonsense' }] }],
    ['a rejection that matches everything', { rejections: [{ contains: '', code: 'price-changed' }] }],
  ])('Given %s, Then they are refused', (_, changes) => {
    expect(odds88SettingsSchema.safeParse({ ...issued, ...changes }).success).toBe(false);
  });
});
