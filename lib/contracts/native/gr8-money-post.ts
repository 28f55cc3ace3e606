import { idempotencyKeyHeader } from '../http/idempotency-key.ts';
import { badRequestMap, resultAnswer } from './gr8-answers.ts';
import { missingHeaders, readPlayerId } from './gr8-headers.ts';
import { readMargin } from './gr8-query.ts';
import type { BodyRead, FieldErrors } from './gr8-read.ts';
import type { MoneyBody } from './gr8-request-body.ts';
import type { NativeAnswer, NativeContract, NativeRead } from './native-contract.ts';

export interface Gr8MoneyInput<Body extends MoneyBody> {
  readonly playerId: string;
  readonly margin: string | undefined;
  readonly body: Body;
}

/** A money POST: what the simulator and the hub's own endpoint of that path have in common. */
export interface Gr8MoneyContract<Body extends MoneyBody>
  extends NativeContract<Gr8MoneyInput<Body>>,
    Refusals {
  readonly readBody: (text: string) => BodyRead<Body>;
}

/** How one operation dresses its refusals. */
interface Refusals {
  /**
   * What it could not read or will not take.
   *
   * @default a map of messages by field
   */
  readonly badRequest: (errors: FieldErrors) => NativeAnswer;
  /**
   * The key came with another request before, and that one came to nothing: callers read it as a no.
   *
   * @default `badRequest` with the header as the field
   */
  readonly keyReused: NativeAnswer;
  /**
   * The bet is unknown, closed or another player's: one answer for all, so that nobody learns which.
   *
   * @default `NotAllowed`
   */
  readonly cannotBe: (body: MoneyBody) => NativeAnswer;
}

export interface Gr8MoneyPost<Body> extends Partial<Refusals> {
  readonly id: string;
  readonly readBody: (text: string) => BodyRead<Body>;
  /** Whether `margin` is one of its query parameters. */
  readonly margin: boolean;
}

export const keyReusedText = 'The key came with another request before.';

export function gr8MoneyContract<Body extends MoneyBody>(post: Gr8MoneyPost<Body>): Gr8MoneyContract<Body> {
  const { id, readBody, badRequest = badRequestMap } = post;
  const refused = (answer: NativeAnswer): NativeRead<never> => ({ ok: false, answer });
  return {
    id,
    provider: 'gr8',
    readBody,
    badRequest,
    keyReused: post.keyReused ?? badRequest({ [idempotencyKeyHeader]: [keyReusedText] }),
    cannotBe: post.cannotBe ?? notAllowed,
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

/** A no gives the amount back as it was sent. */
export function notAllowed({ betId, amount }: MoneyBody): NativeAnswer {
  return resultAnswer(betId, amount.literal, 'NotAllowed');
}
