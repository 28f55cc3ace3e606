import { applyToPayOut } from './apply.ts';
import type { PayOut, PayOutHistoryEntry, PayOutStatus } from './pay-out.ts';
import type { CommandName } from './transitions.ts';

export const payOutResolutions = ['paid', 'cancelled', 'retry'] as const;

export interface PayOutResolution {
  /** `retry`: BETCORE is to be asked again. */
  readonly outcome: (typeof payOutResolutions)[number];
  readonly actor: string;
  readonly note: string;
  /** BETCORE's, of what was paid, where the person knows it. */
  readonly transactionId: string | null;
}

export type ResolvePayOutRefusalCode =
  | 'pay-out-not-found'
  | 'pay-out-in-progress'
  | 'pay-out-already-decided';

export type ResolvedPayOut =
  | { readonly outcome: 'resolved'; readonly payOut: PayOut }
  /** A person has said the same before, and nothing has happened since. */
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'refused'; readonly code: ResolvePayOutRefusalCode };

/** A person settles what the hub cannot; `now` in epoch ms. */
export function resolvePayOut(
  payOut: PayOut,
  resolution: PayOutResolution,
  now: number,
  causationId: string,
): ResolvedPayOut {
  const { outcome, actor, note, transactionId } = resolution;
  if (payOut.status === null) return { outcome: 'refused', code: 'pay-out-not-found' };
  const name = commandOf[outcome];
  if (isSaid(payOut.history.at(-1), name, resolution)) return { outcome: 'repeated' };
  const applied = applyToPayOut(
    payOut,
    { name, at: now, actor, note, transactionId, evidence: 'a person' },
    causationId,
  );
  if (applied.outcome === 'changed') return { outcome: 'resolved', payOut: applied.payOut };
  const waits = inProgress.includes(payOut.status);
  return { outcome: 'refused', code: waits ? 'pay-out-in-progress' : 'pay-out-already-decided' };
}

const commandOf = {
  paid: 'person-paid',
  cancelled: 'person-cancelled',
  retry: 'person-retries',
} as const satisfies Record<PayOutResolution['outcome'], CommandName>;

/** What becomes of these is for its cashout or for BETCORE to tell. */
const inProgress: readonly PayOutStatus[] = ['reserved', 'due', 'paying'];

function isSaid(
  latest: PayOutHistoryEntry | undefined,
  name: CommandName,
  { actor, note }: PayOutResolution,
): boolean {
  return latest?.command === name && latest.actor === actor && latest.note === note;
}
