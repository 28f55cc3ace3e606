/**
 * An item of a store is not what this release writes: however often it is read, it stays so until somebody mends it.
 * What it says names the item and the place in it, never what stands there.
 */
export class UnreadableItem extends Error {
  override readonly name: string = 'UnreadableItem';
}
