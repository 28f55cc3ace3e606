import { parseJsonWithExactNumbers } from '../../contracts/json.ts';

/**
 * Reads the JSON of an answer, every number exact. The page's own sample has a comma after its last member: such
 * commas, and nothing else that is no JSON, are overlooked. Undefined for whatever is still none.
 */
export function readAnswerJson(text: string): unknown {
  return parsed(text) ?? parsed(withoutTrailingCommas(text));
}

/**
 * A text, passed over as a whole, or a comma that follows a value and only an end follows. A text that never ends
 * goes on to the end of it all: looking on inside of it, time and again, would take the square of its length.
 */
const textOrTrailingComma =
  /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(?<=[^\s,:[{][ \t\r\n]{0,100}),(?=[ \t\r\n]*[\]}])/g;

function withoutTrailingCommas(text: string): string {
  return text.replace(textOrTrailingComma, (token) => (token === ',' ? '' : token));
}

function parsed(text: string): unknown {
  try {
    return parseJsonWithExactNumbers(text);
  } catch {
    return undefined;
  }
}
