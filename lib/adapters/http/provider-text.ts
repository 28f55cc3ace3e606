/** Enough for the longest documented message twice over; longer texts say nothing more to a support desk. */
const maxLength = 500;

/**
 * What a provider said in free text, fit to be stored and shown to operators. Null when nothing is left of it, and
 * when it repeats the credential of `authorization`, the value the request carried.
 */
export function providerText(said: string, authorization: string): string | null {
  // Control characters would let a body forge lines wherever the text is shown.
  const text = said.replace(/\p{Cc}+/gu, ' ').trim();
  const credential = authorization.slice(authorization.indexOf(' ') + 1);
  // Asked of the whole text: a cut could leave the better part of a token.
  if (text === '' || text.includes(credential)) return null;
  return text.slice(0, maxLength).toWellFormed();
}
