/** Any JSON string, or the number literal right where one may stand. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON and hands every number over as its literal text (`499.0` → `"499.0"`), so that no amount
 * passes through a double on its way in. Throws SyntaxError for what is not JSON.
 */
export function parseJsonWithNumberLiterals(text: string): unknown {
  JSON.parse(text);
  return JSON.parse(text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/** The same; undefined for what is not JSON. */
export function readJsonWithNumberLiterals(text: string): unknown {
  return orUndefined(() => parseJsonWithNumberLiterals(text));
}

/** Plain JSON; undefined for what is not. */
export function readJson(text: string): unknown {
  return orUndefined(() => JSON.parse(text));
}

function orUndefined(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
