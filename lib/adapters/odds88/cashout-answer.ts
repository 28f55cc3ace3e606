import * as z from 'zod/mini';
import { foldKeys } from '../../contracts/fold-keys.ts';
import { readJsonWithNumberLiterals } from '../../contracts/json.ts';
import {
  fromLocalAmount,
  odds88CashoutAnswerSchema,
  odds88Levels,
  odds88Members,
} from '../../contracts/native/odds88.ts';
import { zero } from '../../domain/money/decimal.ts';
import { money } from '../../domain/money/money.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceOutcome } from '../../ports/cashout-provider.ts';
import type { PostResult } from '../http/post-once.ts';
import { providerText } from '../http/provider-text.ts';
import type { CashoutCall } from './cashout-call.ts';
import { type Rejection, rejectionCode } from './rejections.ts';

/** What one POST came to. */
export type Verdict =
  | PlaceOutcome
  /** A 401: not executed, worth one more try with another token. */
  | { readonly outcome: 'unauthorized' };

export interface Sent {
  readonly call: Pick<CashoutCall, 'betId' | 'precision' | 'currency'>;
  readonly authorization: string;
  readonly rejections: readonly Rejection[];
}

/** A no is one however it is worded; of its payload only the bet matters, where it names one. */
const rejectionSchema = z.object({
  success: z.literal(false),
  reason: z.catch(z.string(), ''),
  payload: z.catch(z.object({ betId: z.optional(z.string()) }), {}),
});

/**
 * Judges the answer to POST /api/Cashout (odds88.seed.txt, odds88.facts.md). Only a whole success for this bet is an
 * acceptance and only `success: false` a decline; whatever else came after the request left is unclear. Pure.
 */
export function judgeAnswer(result: PostResult, sent: Sent): Verdict {
  if (result.kind === 'not-sent')
    return neverSent(reason('provider-unreachable'), `not sent: ${result.cause}`);
  if (result.kind === 'no-answer') return unclear(`no answer: ${result.cause}`);
  switch (result.status) {
    case 200:
      return judgeBody(result.body, sent);
    case 401:
      return { outcome: 'unauthorized' };
    case 429:
      return neverSent(reason('provider-throttled'), 'answered 429');
    default:
      return unclear(`answered ${result.status}`);
  }
}

function judgeBody(body: string, { call, authorization, rejections }: Sent): Verdict {
  const json = foldKeys(readJsonWithNumberLiterals(body), odds88Members, odds88Levels);
  const rejection = rejectionSchema.safeParse(json);
  if (rejection.success) {
    const { reason: text, payload } = rejection.data;
    if ((payload.betId ?? call.betId) !== call.betId) return unclear('answered 200 for another bet');
    return { outcome: 'declined', reason: rejected(text, authorization, rejections) };
  }
  const answer = odds88CashoutAnswerSchema.safeParse(json);
  if (!answer.success) return unclear('answered 200, unreadable');
  const { payload } = answer.data;
  if (payload == null) return unclear('answered success without a payload');
  if (payload.betId !== call.betId) return unclear('answered 200 for another bet');
  const paid = fromLocalAmount(payload.localAmount, call.precision);
  if (paid === undefined || paid === zero) return unclear('answered success without a readable amount');
  return { outcome: 'accepted', amount: money(paid, call.currency) };
}

function rejected(text: string, authorization: string, rejections: readonly Rejection[]): Reason {
  const message = providerText(text, authorization);
  return reason(rejectionCode(text, rejections), { code: null, message, restrictions: [] });
}

export function neverSent(why: Reason, evidence: string): PlaceOutcome {
  return { outcome: 'never-sent', reason: why, evidence };
}

export function unclear(evidence: string): PlaceOutcome {
  return { outcome: 'unclear', evidence };
}
