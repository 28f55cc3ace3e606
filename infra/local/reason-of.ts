/** Why something failed, in words: the innermost cause says it best ("fetch failed" does not). */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause === undefined ? fault.message || fault.name : reasonOf(fault.cause);
}
