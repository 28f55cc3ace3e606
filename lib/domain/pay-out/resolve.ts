import { applyToPayOut } from './apply.ts';
import { mattersOf, nameOf, type Owner, type PayOut, type PayOutStatus, sameOwner } from './pay-out.ts';
import type { CommandName } from './transitions.ts';

export const payOutResolutions = ['paid', 'cancelled', 'retry'] as const;

export interface PayOutResolution {
  /** `retry`: BETCORE is to be asked again. */
  readonly outcome: (typeof payOutResolutions)[number];
  readonly actor: string;
  readonly note: string;
  /** BETCORE's, of what was paid, where the person knows it. */
  readonly transactionId: string | null;
  /** Whom it is about; null where that goes without saying. */
  readonly cashoutId: string | null;
}

export type ResolvePayOutRefusal =
  | { readonly code: 'pay-out-not-found' | 'pay-out-in-progress' | 'pay-out-already-decided' }
  /** Several wait for a person: `cashoutIds`, and perhaps a native call, which has none. */
  | { readonly code: 'cashout-id-missing'; readonly cashoutIds: readonly string[] };

export type ResolvedPayOut =
  | { readonly outcome: 'resolved'; readonly payOut: PayOut }
  /** A person has said the same before. */
  | { readonly outcome: 'repeated' }
  | ({ readonly outcome: 'refused' } & ResolvePayOutRefusal);

/** A person settles one matter the hub cannot; `now` in epoch ms. */
export function resolvePayOut(
  payOut: PayOut,
  resolution: PayOutResolution,
  now: number,
  causationId: string,
): ResolvedPayOut {
  const { asked, status } = payOut;
  if (asked === null || status === null) return { outcome: 'refused', code: 'pay-out-not-found' };
  const { outcome, actor, note, transactionId, cashoutId } = resolution;
  const name = commandOf[outcome];
  if (isSaid(payOut, name, resolution)) return { outcome: 'repeated' };
  const matters = mattersOf(payOut);
  if (cashoutId === null && matters.length > 1) {
    const cashoutIds = matters.filter((owner) => owner !== 'native').map(nameOf);
    return { outcome: 'refused', code: 'cashout-id-missing', cashoutIds };
  }
  const owner = cashoutId === null ? (matters[0] ?? asked.owner) : ownerNamed(payOut, cashoutId);
  if (owner === null) return { outcome: 'refused', code: 'pay-out-already-decided' };
  const applied = applyToPayOut(
    payOut,
    { name, at: now, owner, actor, note, transactionId, evidence: 'a person' },
    causationId,
  );
  if (applied.outcome === 'changed') return { outcome: 'resolved', payOut: applied.payOut };
  const waits = inProgress.includes(status) && sameOwner(owner, asked.owner);
  return { outcome: 'refused', code: waits ? 'pay-out-in-progress' : 'pay-out-already-decided' };
}

const commandOf = {
  paid: 'person-paid',
  cancelled: 'person-cancelled',
  retry: 'person-retries',
} as const satisfies Record<PayOutResolution['outcome'], CommandName>;

/** What becomes of these is for its cashout or for BETCORE to tell. */
const inProgress: readonly PayOutStatus[] = ['reserved', 'due', 'paying'];

/** Where others have been let in since, the words of whoever names nobody are still those about the former. */
function isSaid({ history }: PayOut, name: CommandName, resolution: PayOutResolution): boolean {
  const { actor, note, cashoutId } = resolution;
  return history.some(
    (entry) =>
      entry.command === name &&
      entry.actor === actor &&
      entry.note === note &&
      (cashoutId === null || entry.of === cashoutId),
  );
}

function ownerNamed({ asked, waiting, clawBacks }: PayOut, cashoutId: string): Owner | null {
  const here = [...(asked === null ? [] : [asked.owner]), ...waiting.map(({ owner }) => owner), ...clawBacks];
  return here.find((owner) => owner !== 'native' && owner.cashoutId === cashoutId) ?? null;
}
