import { parseJsonWithNumberLiterals } from '../../contracts/json.ts';

/** The body of an answer with every number as its literal text; undefined when it is no JSON. */
export function parseAnswer(body: string): unknown {
  try {
    return parseJsonWithNumberLiterals(body);
  } catch {
    return undefined;
  }
}
