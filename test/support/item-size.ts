import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** DynamoDB adds this to every list and map, however many elements it has. */
const collectionOverheadBytes = 3;

/** And this to every element in one. */
const elementOverheadBytes = 1;

/**
 * The size of an item in bytes by DynamoDB's published rules, by which it bills: names count as UTF-8, numbers
 * about a byte per two significant digits, binaries unencoded.
 */
export function itemSizeBytes(item: Readonly<Record<string, AttributeValue>>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += textBytes(name) + valueBytes(value);
  return bytes;
}

/** Write units for an item of that size: one per started kB. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) {
    return value.L.reduce(
      (sum, each) => sum + elementOverheadBytes + valueBytes(each),
      collectionOverheadBytes,
    );
  }
  if (value.M !== undefined) {
    const elements = Object.keys(value.M).length;
    return collectionOverheadBytes + elements * elementOverheadBytes + itemSizeBytes(value.M);
  }
  throw new Error('no attribute of ours is a set');
}

/** One byte, one per pair of digits counted from the point (00 at either end left out), one for a minus. */
function numberBytes(text: string): number {
  const [, minus = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '') throw new Error(`${text} is not a plain decimal`);
  const left = whole.length % 2 === 0 ? whole : `0${whole}`;
  const right = fraction.length % 2 === 0 ? fraction : `${fraction}0`;
  const pairs = (left + right).replace(/^(?:00)+/, '').replace(/(?<=^(?:..)*)(?:00)+$/, '').length / 2;
  return 1 + pairs + minus.length;
}

function textBytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
