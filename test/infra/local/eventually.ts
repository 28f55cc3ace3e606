/** A look is a call or two of a local server: far more of them than any busy machine needs. */
const maxLooks = 1_000;

/** Looks until `seen` holds, and throws when it never does: what is waited for shows in nothing but the looks. */
export async function eventually(what: string, seen: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < maxLooks; look += 1) if (await seen()) return;
  throw new Error(`not seen in ${maxLooks} looks: ${what}`);
}
