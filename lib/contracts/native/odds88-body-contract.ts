import type * as z from 'zod/mini';
import { foldKeys } from '../fold-keys.ts';
import { readJsonWithNumberLiterals } from '../json.ts';
import type { NativeContract, NativeRead } from './native-contract.ts';
import { odds88Levels, odds88Members } from './odds88.ts';
import { badRequest } from './odds88-answers.ts';

/** As many as anybody corrects at once. */
const maxFaults = 20;

/** An operation of Odds88's page whose whole input is its JSON body; member names count in any case. */
export function odds88BodyContract<Input>(
  id: string,
  path: string,
  schema: () => z.ZodMiniType<Input, unknown>,
): NativeContract<Input> {
  const refused = (faults: readonly string[]): NativeRead<never> => ({
    ok: false,
    answer: badRequest(path, faults),
  });
  return {
    id,
    provider: 'odds88',
    read({ body }) {
      const text = body();
      const json = readJsonWithNumberLiterals(text);
      if (json === undefined) {
        return refused([
          text.trim() === '' ? 'A non-empty request body is required.' : 'The body is not JSON.',
        ]);
      }
      const parsed = schema().safeParse(foldKeys(json, odds88Members, odds88Levels));
      if (parsed.success) return { ok: true, input: parsed.data };
      return refused(parsed.error.issues.slice(0, maxFaults).map(faultOf));
    },
  };
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? 'The body' : path.join('.')}: ${message}.`;
}
