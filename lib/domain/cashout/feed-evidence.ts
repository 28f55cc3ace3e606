import { type Applied, applyCommand, type Bet, findCashout } from '../bet/bet.ts';
import { inCurrency, type Money, sameMoney } from '../money/money.ts';
import type { Cashout, CashoutOpening, Note } from './cashout.ts';
import type { Command } from './decide.ts';
import { externalCashoutId } from './ids.ts';

/** The feed said that the bet has been cashed out. */
export interface FeedEvidence {
  /** When we heard of it (epoch ms). */
  readonly at: number;
  /** When it was said (epoch ms, the provider's clock). */
  readonly toldAt: number;
  /** What was paid; null where it was not told. */
  readonly amount: Money | null;
  readonly playerId: string | null;
  readonly correlationId: string;
}

/**
 * Takes it into account. While a request is on its way the evidence is only noted: its answer may say the same, and
 * the write that ends it applies both. Otherwise it is matched with what is known, or is a cashout made elsewhere.
 * Said again, it changes nothing: the same bet comes back.
 */
export function takeFeedEvidence(bet: Bet, evidence: FeedEvidence, causationId: string): Bet {
  const pending = bet.cashouts.find(({ status }) => status === 'pending');
  if (pending !== undefined) return noteOn(bet, pending, evidence);
  const known = matchOf(bet);
  if (known === undefined) return recordExternal(bet, evidence, causationId);
  return takeAbout(bet, known, inItsCurrency(known, evidence), causationId);
}

function takeAbout(bet: Bet, known: Cashout, evidence: FeedEvidence, causationId: string): Bet {
  if (known.noted !== null && sameAmounts(known.noted.amount, inCurrencyOf(known, evidence.amount)))
    return bet;
  const { decision, bet: after } = applyCommand(
    bet,
    known.cashoutId,
    toCommand(evidence, known),
    causationId,
  );
  if (decision.outcome === 'no-row') return bet;
  const isTold = decision.outcome === 'moved' || decision.emits.length > 0;
  const current = findCashout(after, known.cashoutId) ?? known;
  const noted = isTold ? noteOn(after, current, evidence) : noteForPerson(after, current, evidence);
  // A held request is withdrawn by it; what was cashed out is another cashout.
  return known.status === 'held' ? recordExternal(noted, evidence, causationId) : noted;
}

/** Ends a pending cashout by what its sender says or the end of its lease, and by what the feed told meanwhile. */
export function endPending(bet: Bet, cashoutId: string, command: Command, causationId: string): Applied {
  const pending = findCashout(bet, cashoutId);
  const noted = pending?.status === 'pending' ? pending.noted : null;
  if (pending === undefined || noted === null) return applyCommand(bet, cashoutId, command, causationId);
  const applied = applyCommand(bet, cashoutId, withNote(command, noted, pending), causationId);
  if (applied.decision.outcome !== 'moved') return applied;
  const { playerId, correlationId } = pending;
  const evidence = { ...noted, at: command.at, playerId, correlationId };
  const open = forgetNote(applied.bet, cashoutId);
  return { ...applied, bet: takeFeedEvidence(open, evidence, causationId) };
}

/** Nobody knows how the request ended, but the feed does: where it told an amount that can settle it. */
function withNote(command: Command, { amount }: Note, pending: Cashout): Command {
  const isOpen = command.name === 'provider-unclear' || command.name === 'lease-over';
  if (!isOpen || amount === null || isOfOtherCurrency(pending, amount)) return command;
  return { name: 'provider-accepted', at: command.at, amount, evidence: 'the feed' };
}

/** What the evidence can be about, in this order: an acceptance, what nobody knows or only inferred, a held request. */
function matchOf({ cashouts }: Bet): Cashout | undefined {
  return (
    cashouts.findLast(({ status }) => status === 'accepted') ??
    cashouts.findLast(({ status }) => status === 'unknown') ??
    cashouts.findLast(
      ({ status, decidedBy }) =>
        status === 'declined' && (decidedBy === 'inference' || decidedBy === 'person'),
    ) ??
    cashouts.findLast(({ status }) => status === 'held')
  );
}

/** An amount of another currency is none that could settle it: a person looks. An accepted one it contradicts. */
function inItsCurrency(known: Cashout, evidence: FeedEvidence): FeedEvidence {
  const settlesNothing = known.status !== 'accepted' && isOfOtherCurrency(known, evidence.amount);
  return settlesNothing ? { ...evidence, amount: null } : evidence;
}

/** Only where both are known: a bare number is of the currency the cashout is in. */
function isOfOtherCurrency({ settled, requested }: Cashout, amount: Money | null): boolean {
  const currency = (settled ?? requested)?.currency ?? null;
  const told = amount?.currency ?? null;
  return currency !== null && told !== null && told !== currency;
}

/** That it was cashed out, without an amount, settles nothing; whoever has to is told. */
function noteForPerson(bet: Bet, cashout: Cashout, evidence: FeedEvidence): Bet {
  if (cashout.status !== 'unknown' || evidence.amount !== null || cashout.noted !== null) return bet;
  const told = { at: evidence.at, from: 'unknown', to: 'unknown', decidedBy: null } as const;
  const entry = { ...told, evidence: `${toldBy(evidence)}: cashed out, amount not told` };
  const noted: Note = { toldAt: evidence.toldAt, amount: null };
  const cashouts = bet.cashouts.map((one) =>
    one === cashout ? { ...one, noted, updatedAt: evidence.at, history: [...one.history, entry] } : one,
  );
  return { ...bet, cashouts };
}

/** Cashed out past the hub: nobody asked it, and it pays nothing out for it. */
function recordExternal(bet: Bet, evidence: FeedEvidence, causationId: string): Bet {
  const { playerId, correlationId, amount } = evidence;
  const opening: CashoutOpening = {
    cashoutId: externalCashoutId(bet),
    kind: 'full',
    origin: 'external',
    requested: null,
    stake: null,
    playerId: bet.registration?.playerId ?? playerId,
    priceChange: null,
    fingerprint: null,
    payOut: null,
    sendBefore: null,
    leaseUntil: null,
    client: null,
    correlationId,
  };
  const currency = bet.registration?.stake.currency ?? null;
  const isOther = currency !== null && amount?.currency != null && amount.currency !== currency;
  const paid = amount && !isOther ? inCurrency(amount, currency) : null;
  const command = { ...toCommand({ ...evidence, amount: paid }, null), opening };
  return applyCommand(bet, opening.cashoutId, command, causationId).bet;
}

function toCommand({ at, toldAt, amount }: FeedEvidence, known: Cashout | null): Command {
  const paid = known === null ? amount : inCurrencyOf(known, amount);
  return {
    name: 'feed-cashed-out',
    at,
    evidence: toldBy({ toldAt }),
    // Of a held request alone.
    reason: { code: 'already-cashed-out', provider: null },
    ...(paid === null ? {} : { amount: paid }),
  };
}

function toldBy({ toldAt }: Pick<FeedEvidence, 'toldAt'>): string {
  return `the feed at ${new Date(toldAt).toISOString()}`;
}

function noteOn(bet: Bet, cashout: Cashout, { amount, toldAt }: FeedEvidence): Bet {
  const noted: Note = { toldAt, amount: inCurrencyOf(cashout, amount) };
  const isKnown =
    cashout.noted !== null && (amount === null || sameAmounts(cashout.noted.amount, noted.amount));
  return isKnown ? bet : replaceNote(bet, cashout.cashoutId, noted);
}

function forgetNote(bet: Bet, cashoutId: string): Bet {
  return replaceNote(bet, cashoutId, null);
}

function replaceNote(bet: Bet, cashoutId: string, noted: Note | null): Bet {
  return {
    ...bet,
    cashouts: bet.cashouts.map((one) => (one.cashoutId === cashoutId ? { ...one, noted } : one)),
  };
}

/** A bare number is of the currency the cashout is in. */
function inCurrencyOf({ settled, requested }: Cashout, amount: Money | null): Money | null {
  return amount && inCurrency(amount, settled?.currency ?? requested?.currency ?? null);
}

function sameAmounts(one: Money | null, other: Money | null): boolean {
  return one === null || other === null ? one === other : sameMoney(one, other);
}
