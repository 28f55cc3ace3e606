import type { SharedToken, TokenResult } from './shared-token.ts';

export type TokenCallResult<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** No call was made, or none after the first was refused. `cause` is in our own words. */
  | { readonly kind: 'no-token'; readonly cause: string };

/**
 * Makes a call with the provider's token. A 401 proves that it was not executed: it is made once more with
 * another token, and what that answers stands. `by` (epoch ms) bounds the waits for a token, not the calls.
 */
export async function withToken<Answer>(
  token: SharedToken,
  by: number,
  call: (authorization: string) => Promise<Answer>,
  isUnauthorized: (answer: Answer) => boolean,
): Promise<TokenCallResult<Answer>> {
  const first = await token.get(by);
  if (first.kind === 'no-token') return first;
  const answer = await call(first.authorization);
  if (!isUnauthorized(answer)) return { kind: 'answered', answer };
  const second: TokenResult = await token.refresh(first.authorization, by);
  if (second.kind === 'no-token') return second;
  return { kind: 'answered', answer: await call(second.authorization) };
}
