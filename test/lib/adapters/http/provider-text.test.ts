import fc from 'fast-check';
import { expect, it } from 'vitest';
import { providerText } from '../../../../lib/adapters/http/provider-text.ts';

const authorization = 'Bearer s3cret-token';

it.each<[string, string, string | null]>([
  ['a sentence', ' The market is closed. ', 'The market is closed.'],
  ['line breaks', 'one\r\ntwo\u0000three\u009bfour', 'one two three four'],
  ['the token', 'Bad token s3cret-token', null],
  ['the token past the cut', `${'x'.repeat(600)} s3cret-token`, null],
  ['half a surrogate pair', 'so \ud83d', 'so \ufffd'],
  ['nothing but control characters', '\r\n\t', null],
  ['nothing', '', null],
])('Given %s, Then what is fit to be kept is kept', (_, said, kept) => {
  expect(providerText(said, authorization)).toBe(kept);
});

it('Given any text, Then it is never long and never the token', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (said) => {
      expect(providerText(said, authorization)?.length ?? 0).toBeLessThanOrEqual(500);
      expect(providerText(`${said}s3cret-token`, authorization)).toBeNull();
    }),
  );
});
