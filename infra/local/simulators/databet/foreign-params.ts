import * as z from 'zod/mini';
import { shallowJson } from '../control-body.ts';
import { foreignParamsText } from './callback.ts';

const words = 'must be a JSON object, a text of printable ASCII to be sent as it is, or null';

const objectParams = z.record(z.string(), shallowJson);

/** The header `Foreign-Params` as the control API takes it: its object, its text to be sent as it is, or null for none. */
export const foreignParamsSchema = z.exactOptional(
  z.union([objectParams, z.string().check(z.regex(/^[\x20-\x7e]*$/, words)), z.null()], { error: words }),
);

export type GivenForeignParams = z.output<typeof objectParams> | string | null;

export function headerOf(given: GivenForeignParams): string | null {
  return given === null || typeof given === 'string' ? given : foreignParamsText(given);
}
