import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusalText } from '../../../../lib/adapters/gr8/refusal-text.ts';

const authorization = 'Bearer s3cret-token';

it.each<[string, string, string | null]>([
  [
    'a bare string',
    `"The 'X-Operator-Id' header is required. The 'X-Brand' header is required"`,
    "The 'X-Operator-Id' header is required. The 'X-Brand' header is required",
  ],
  [
    'a field with its message',
    '{"Amount":["Amount is lower or equal zero."]}',
    'Amount: Amount is lower or equal zero.',
  ],
  [
    'fields with messages',
    '{"betId":["no","not at all"],"Amount":["low"]}',
    'betId: no not at all; Amount: low',
  ],
  [
    'problem details',
    '{"type":"https://x","title":"Bad Request","status":400,"detail":"No such bet","traceId":"00-1"}',
    'Bad Request; No such bet',
  ],
  ['a text with line breaks', '"one\\r\\ntwo\\u0000three"', 'one two three'],
  ['a text that repeats the token', '"Bad token s3cret-token"', null],
  ['a message that repeats the token far behind', `{"a":["${'x'.repeat(490)} s3cret-token"]}`, null],
  ['members of other shapes', '{"echo":{"Authorization":"x"},"note":"y","list":[1],"empty":[]}', null],
  ['a list', '["a"]', null],
  ['a number', '5', null],
  ['no JSON', '<html>400</html>', null],
  ['nothing', '', null],
])('keeps of %s what is documented', (_, body, text) => {
  expect(refusalText(body, authorization)).toBe(text);
});

it('is never long, and never the token', () => {
  const body = fc.oneof(
    fc.string({ maxLength: 2_000 }),
    fc.json(),
    fc.string({ maxLength: 2_000 }).map((text) => JSON.stringify(text)),
  );
  fc.assert(
    fc.property(body, (given) => {
      expect(refusalText(given, authorization)?.length ?? 0).toBeLessThanOrEqual(500);
      expect(refusalText(JSON.stringify(`${given}s3cret-token`), authorization)).toBeNull();
    }),
  );
});
