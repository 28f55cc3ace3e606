import { type JsonValue, jsonText } from '../../../../lib/contracts/json-text.ts';
import { type DatabetCallback, databetPaths } from '../../../../lib/contracts/native/databet.ts';
import { foreignParamsHeader } from '../../../../lib/contracts/native/databet-foreign-params.ts';

export const callbackNames = Object.keys(databetPaths) as DatabetCallback[];

/** One callback as it goes over the wire. */
export interface Callback {
  readonly name: DatabetCallback;
  /** Empty when there is none. */
  readonly body: string;
  /** The header `Foreign-Params`; null leaves it out. */
  readonly foreignParams: string | null;
}

/** Names in lower case, as they are recorded. */
export function callbackHeaders({ foreignParams }: Callback): Record<string, string> {
  return {
    accept: '*/*',
    ...(foreignParams === null ? {} : { [foreignParamsHeader]: foreignParams }),
    'content-type': 'application/json',
  };
}

/** With the spaces of the page's own sample, and in ASCII, since nothing else is safe in a header. */
export function foreignParamsText(params: Readonly<Record<string, JsonValue>>): string {
  const members = Object.entries(params).map(([name, value]) => `${jsonText(name)}: ${jsonText(value)}`);
  return escapeNonAscii(`{   ${members.join(',   ')} }`);
}

function escapeNonAscii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
