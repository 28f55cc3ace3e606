import { expect, it } from 'vitest';
import { betcoreSettingsSchema } from '../../../../lib/adapters/betcore/settings.ts';

const issued = { baseUrl: 'https://betcore.test', counterpartyId: 'c-1', secret: 's' };

it('Given what BETCORE issues and nothing else, then the defaults of the facts file', () => {
  expect(betcoreSettingsSchema.parse(issued)).toEqual({
    ...issued,
    alsoAcceptedSecrets: [],
    signature: {
      parts: ['body', 'counterpartyId', 'timestamp', 'requestId'],
      separator: '.',
      skipEmpty: true,
    },
    deadlineMs: 8_000,
    toleranceMs: 300_000,
    successCodes: [1],
    finalRejectionCodes: [2, 3, 4, 5, 6, 7, 8],
    repeatedCode: 104,
    undeterminedCodes: [99],
    believeServerErrors: false,
  });
});

it.each([
  ['no secret', { secret: '' }],
  ['an empty secret to be taken as well', { alsoAcceptedSecrets: ['other', ''] }],
  ['a counterparty no header carries', { counterpartyId: 'c\n1' }],
  ['no URL', { baseUrl: 'betcore.test' }],
  ['a recipe without the body', { signature: { parts: ['timestamp', 'requestId'] } }],
  ['a recipe with the body twice', { signature: { parts: ['body', 'body'] } }],
  ['a recipe with a part nobody knows', { signature: { parts: ['body', 'query'] } }],
  ['a window of no time', { toleranceMs: 0 }],
  ['a window longer than request ids are remembered', { toleranceMs: 48 * 3_600_000 }],
  ['a code that means paid and refused', { successCodes: [1, 2] }],
  ['104 as a final no', { finalRejectionCodes: [104] }],
  ['99 as paid', { successCodes: [99] }],
])('Given %s, then they are refused', (_, changes) => {
  expect(betcoreSettingsSchema.safeParse({ ...issued, ...changes }).success).toBe(false);
});
