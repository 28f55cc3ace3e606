/** Where a token ends: lines and characters counted from 1, as GR8's framework reports them. */
export interface Position {
  readonly line: number;
  readonly position: number;
}

export interface Member {
  readonly kind: 'string' | 'number' | 'null' | 'other';
  /** The value as it stands in the text. */
  readonly raw: string;
  readonly end: Position;
}

export interface Members {
  /** Names are matched in any case, as the framework binds them; of a repeated one the last counts. */
  find(name: string): Member | undefined;
  readonly end: Position;
}

/** The members of the JSON object in a text, with their places, or undefined when the text is no JSON object. */
export function locateMembers(text: string): Members | undefined {
  const json = blankComments(text);
  if (!isObject(json)) return undefined;
  const found = new Map<string, { start: number; end: number }>();
  let name: string | undefined;
  let value: { start: number; end: number } | undefined;
  let depth = 0;
  let end = 0;
  // The text is known to be JSON: what counts is only which tokens stand directly in the outer object.
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    end = index + token.length;
    if (depth === 1 && token === ',') {
      name = undefined;
      value = undefined;
    } else if (name === undefined) {
      if (token.startsWith('"')) name = JSON.parse(token) as string;
    } else if (value !== undefined) {
      if (depth > 0) value.end = end;
    } else if (token !== ':') {
      value = { start: index, end };
      found.set(name.toLowerCase(), value);
    }
  }
  return {
    end: positionAt(json, end),
    find(wanted) {
      const place = found.get(wanted.toLowerCase());
      if (place === undefined) return undefined;
      const raw = json.slice(place.start, place.end);
      return { kind: kindOf(raw), raw, end: positionAt(json, place.end) };
    },
  };
}

/**
 * The page's own example has a comment in it, and its framework reads them; blanks keep every place. What
 * never ends is one token to the end of the text and stays: looking on inside of it, time and again, would
 * take the square of its length.
 */
function blankComments(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|\/\*[\s\S]*/g,
    (token, comment?: string) => (comment === undefined ? token : comment.replace(/[^\n]/g, ' ')),
  );
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function kindOf(raw: string): Member['kind'] {
  if (raw.startsWith('"')) return 'string';
  if (raw === 'null') return 'null';
  return /^[-\d]/.test(raw) ? 'number' : 'other';
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, position: offset - lineStart };
}
