import { badRequestMap } from './gr8-answers.ts';
import { missingHeaders, readPlayerId } from './gr8-headers.ts';
import { readMargin } from './gr8-query.ts';
import type { BodyRead, FieldErrors, MoneyBody } from './gr8-request-body.ts';
import type { NativeAnswer, NativeContract, NativeRead } from './native-contract.ts';

export interface Gr8MoneyInput<Body extends MoneyBody> {
  readonly playerId: string;
  readonly margin: string | undefined;
  readonly body: Body;
}

/** A money POST: what the simulator and the hub's own endpoint of that path have in common. */
export interface Gr8MoneyContract<Body extends MoneyBody> extends NativeContract<Gr8MoneyInput<Body>> {
  readonly readBody: (text: string) => BodyRead<Body>;
  /** How this operation dresses what it could not read or will not take. */
  readonly badRequest: (errors: FieldErrors) => NativeAnswer;
}

export interface Gr8MoneyPost<Body> {
  readonly id: string;
  readonly readBody: (text: string) => BodyRead<Body>;
  /** @default a map of messages by field */
  readonly badRequest?: (errors: FieldErrors) => NativeAnswer;
  /** Whether `margin` is one of its query parameters. */
  readonly margin: boolean;
}

export function gr8MoneyContract<Body extends MoneyBody>(post: Gr8MoneyPost<Body>): Gr8MoneyContract<Body> {
  const { id, readBody, badRequest = badRequestMap } = post;
  const refused = (answer: NativeAnswer): NativeRead<never> => ({ ok: false, answer });
  return {
    id,
    readBody,
    badRequest,
    read({ headers, query, body }) {
      const missing = missingHeaders(headers);
      if (missing !== undefined) return refused(missing);
      const playerId = readPlayerId(headers);
      if (!playerId.ok) return refused(badRequest(playerId.errors));
      const margin = post.margin ? readMargin(Object.entries(query)) : noMargin;
      if (!margin.ok) return refused(badRequest(margin.errors));
      const read = readBody(body());
      if (!read.ok) return refused(badRequest(read.errors));
      return { ok: true, input: { playerId: playerId.value, margin: margin.value, body: read.value } };
    },
  };
}

const noMargin = { ok: true, value: undefined } as const;
