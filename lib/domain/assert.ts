/** Thrown for our own bugs only: no input and no provider may cause it. */
export class AssertionFault extends Error {
  override readonly name = 'AssertionFault';
}

/** Throws AssertionFault with `message` unless the condition holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFault(message);
}
