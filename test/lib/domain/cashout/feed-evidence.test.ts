import { describe, expect, it } from 'vitest';
import { applyCommand, type Bet } from '../../../../lib/domain/bet/bet.ts';
import { sweepBet } from '../../../../lib/domain/bet/sweep.ts';
import type { Cashout } from '../../../../lib/domain/cashout/cashout.ts';
import type { Command } from '../../../../lib/domain/cashout/decide.ts';
import {
  endPending,
  type FeedEvidence,
  takeFeedEvidence,
} from '../../../../lib/domain/cashout/feed-evidence.ts';
import { externalCashoutId } from '../../../../lib/domain/cashout/ids.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import type { Money } from '../../../../lib/domain/money/money.ts';
import { aBet, aCashout, aRegistration, eur } from '../../../support/builders.ts';
import { noon } from '../../../support/sample-bets.ts';

const at = noon + 5_000;

function evidence(amount: Money | null): FeedEvidence {
  return { at, toldAt: noon + 4_000, amount, playerId: 'p7', correlationId: 'corr-feed' };
}

function betWith(...cashouts: readonly Cashout[]): Bet {
  return aBet({ provider: 'odds88', version: 3, cashouts, registration: null });
}

/** Each cashout's state, and all events, as one line each. */
function told(bet: Bet): { cashouts: readonly string[]; events: readonly string[] } {
  return {
    cashouts: bet.cashouts.map(({ origin, status, decidedBy, settled }) =>
      [origin, status, decidedBy, settled?.value].filter((part) => part != null).join(' '),
    ),
    events: bet.outbox.map(({ type }) => type),
  };
}

const accepted = aCashout('accepted', { decidedBy: 'provider', settled: eur('90') });
const unknown = aCashout('unknown', { decidedBy: null, leaseUntil: null });
const inferred = aCashout('declined', { decidedBy: 'inference' });
const byPerson = aCashout('declined', { decidedBy: 'person' });
const byProvider = aCashout('declined', { decidedBy: 'provider' });
const byHub = aCashout('declined', { decidedBy: 'hub' });
const held = aCashout('held', { decidedBy: null });

describe('the feed says that a bet has been cashed out', () => {
  it.each<[string, readonly Cashout[], string | null, readonly string[], readonly string[]]>([
    ['accepted with that amount', [accepted], '90', ['operator accepted provider 90'], []],
    ['accepted, amount not told', [accepted], null, ['operator accepted provider 90'], []],
    ['accepted with another', [accepted], '91', ['operator accepted provider 90'], ['CashoutConflict']],
    ['unknown', [unknown], '90', ['operator accepted provider 90'], ['CashoutSettled']],
    ['unknown, amount not told', [unknown], null, ['operator unknown'], []],
    [
      'declined by inference',
      [inferred],
      '90',
      ['operator accepted provider 90'],
      ['CashoutSettled', 'CashoutConflict'],
    ],
    [
      'declined by a person',
      [byPerson],
      '90',
      ['operator accepted provider 90'],
      ['CashoutSettled', 'CashoutConflict'],
    ],
    [
      'declined by a person, amount not told',
      [byPerson],
      null,
      ['operator declined person'],
      ['CashoutConflict'],
    ],
    [
      'held',
      [held],
      '90',
      ['operator declined hub', 'external accepted provider 90'],
      ['CashoutDeclined', 'CashoutSettled'],
    ],
    [
      'declined by the provider',
      [byProvider],
      '90',
      ['operator declined provider', 'external accepted provider 90'],
      ['CashoutSettled'],
    ],
    [
      'never sent',
      [byHub],
      '90',
      ['operator declined hub', 'external accepted provider 90'],
      ['CashoutSettled'],
    ],
    ['nothing known of it', [], '90', ['external accepted provider 90'], ['CashoutSettled']],
    ['nothing known, amount not told', [], null, ['external unknown'], ['CashoutUnknown']],
  ])(
    'Given %s, then it is matched, and said again it changes nothing',
    (_, cashouts, amount, after, events) => {
      const said = evidence(amount === null ? null : eur(amount));
      const once = takeFeedEvidence(betWith(...cashouts), said, 'run');
      expect(told(once)).toEqual({ cashouts: after, events });
      const again = takeFeedEvidence({ ...once, version: 4 }, { ...said, at: at + 9 }, 'run-2');
      expect(told(again)).toEqual({ cashouts: after, events });
    },
  );

  it('Given an external one whose amount comes later, then it is accepted with that', () => {
    const once = takeFeedEvidence(betWith(), evidence(null), 'run');
    const then = takeFeedEvidence(once, evidence(eur('90')), 'run');
    expect(told(then)).toEqual({
      cashouts: ['external accepted provider 90'],
      events: ['CashoutUnknown', 'CashoutSettled'],
    });
  });

  it('Given a cashout made elsewhere, then it has an id no key can reach, its player, no pay-out and no request', () => {
    const [external] = takeFeedEvidence(betWith(), evidence(eur('90')), 'run').cashouts;
    expect(external).toMatchObject({
      cashoutId: externalCashoutId(betWith()),
      kind: 'full',
      origin: 'external',
      requested: null,
      playerId: 'p7',
      client: null,
      fingerprint: null,
      correlationId: 'corr-feed',
    });
  });

  it('Given an amount of another currency, then it settles nothing: a person looks, and an acceptance is contradicted', () => {
    const dollars = { ...eur('90'), currency: 'USD' as Currency };
    const asked = aCashout('unknown', { decidedBy: null, leaseUntil: null, requested: eur('90') });
    const doubted = takeFeedEvidence(betWith(asked), evidence(dollars), 'run');
    expect(told(doubted)).toEqual({ cashouts: ['operator unknown'], events: [] });
    expect(doubted.cashouts[0]?.history.at(-1)?.evidence).toContain('amount not told');
    expect(told(takeFeedEvidence(betWith(accepted), evidence(dollars), 'run')).events).toEqual([
      'CashoutConflict',
    ]);
    const registered = { ...betWith(), registration: aRegistration() };
    expect(told(takeFeedEvidence(registered, evidence(dollars), 'run')).cashouts).toEqual([
      'external unknown',
    ]);
  });

  it('Given an unknown one without an amount, then whoever settles it sees that once, and a no of theirs is contradicted', () => {
    const once = takeFeedEvidence(betWith(unknown), evidence(null), 'run');
    expect(once.cashouts[0]?.history.at(-1)).toMatchObject({ from: 'unknown', to: 'unknown' });
    expect(takeFeedEvidence(once, evidence(null), 'run')).toBe(once);
    const command = { name: 'person-declines', at: at + 1 } as const;
    const declined = applyCommand(once, unknown.cashoutId, command, 'jo').bet;
    expect(told(takeFeedEvidence(declined, evidence(null), 'run')).events).toEqual([
      'CashoutDeclined',
      'CashoutConflict',
    ]);
  });

  it('Given a registered bet, then its owner and its currency count', () => {
    const bet = { ...betWith(), registration: aRegistration({ playerId: 'p9' }) };
    const bare = { ...eur('90'), currency: null };
    const [external] = takeFeedEvidence(bet, evidence(bare), 'run').cashouts;
    expect(external).toMatchObject({ playerId: 'p9', settled: eur('90') });
  });
});

describe('evidence while a request is on its way', () => {
  const pending = aCashout('pending', { decidedBy: null, requested: eur('90'), leaseUntil: noon + 60_000 });
  const noted = (amount: string | null): Bet =>
    takeFeedEvidence(betWith(pending), evidence(amount === null ? null : eur(amount)), 'run');
  const end = (bet: Bet, command: Partial<Command> & Pick<Command, 'name'>): Bet =>
    endPending(bet, pending.cashoutId, { at: at + 1_000, ...command }, 'call').bet;

  it('Given it comes, then it is noted and decides nothing; the same once more is no write', () => {
    const bet = noted('90');
    expect(told(bet)).toEqual({ cashouts: ['operator pending'], events: [] });
    expect(takeFeedEvidence(bet, evidence(eur('90')), 'run')).toBe(bet);
    expect(takeFeedEvidence(bet, evidence(null), 'run')).toBe(bet);
    expect(takeFeedEvidence(noted(null), evidence(eur('90')), 'run').cashouts[0]?.noted?.amount).toEqual(
      eur('90'),
    );
  });

  const reason = { code: 'provider-rejected', provider: null } as const;
  it.each<
    [string, string | null, Partial<Command> & Pick<Command, 'name'>, readonly string[], readonly string[]]
  >([
    [
      'accepted',
      '90',
      { name: 'provider-accepted', amount: eur('90') },
      ['operator accepted provider 90'],
      ['CashoutSettled'],
    ],
    [
      'accepted otherwise',
      '91',
      { name: 'provider-accepted', amount: eur('90') },
      ['operator accepted provider 90'],
      ['CashoutSettled', 'CashoutConflict'],
    ],
    [
      'accepted',
      null,
      { name: 'provider-accepted', amount: eur('90') },
      ['operator accepted provider 90'],
      ['CashoutSettled'],
    ],
    ['unclear', '90', { name: 'provider-unclear' }, ['operator accepted provider 90'], ['CashoutSettled']],
    ['unclear', null, { name: 'provider-unclear' }, ['operator unknown'], ['CashoutUnknown']],
    [
      'declined',
      '90',
      { name: 'provider-declined', reason },
      ['operator declined provider', 'external accepted provider 90'],
      ['CashoutDeclined', 'CashoutSettled'],
    ],
    [
      'never sent',
      '90',
      { name: 'never-sent', reason },
      ['operator declined hub', 'external accepted provider 90'],
      ['CashoutDeclined', 'CashoutSettled'],
    ],
    [
      'never sent',
      null,
      { name: 'never-sent', reason },
      ['operator declined hub', 'external unknown'],
      ['CashoutDeclined', 'CashoutUnknown'],
    ],
  ])(
    'Given the answer is %s and the feed said %s, then both count in one write',
    (_, amount, command, after, events) => {
      expect(told(end(noted(amount), command))).toEqual({ cashouts: after, events });
    },
  );

  it('Given an unclear answer and an amount of another currency, then it settles nothing, and a person sees what was told', () => {
    const dollars = { ...eur('90'), currency: 'USD' as Currency };
    const bet = takeFeedEvidence(betWith(pending), evidence(dollars), 'run');
    const ended = end(bet, { name: 'provider-unclear' });
    expect(told(ended)).toEqual({ cashouts: ['operator unknown'], events: ['CashoutUnknown'] });
    expect(ended.cashouts[0]?.history.at(-1)?.evidence).toContain('amount not told');
    const swept = sweepBet(bet, noon + 60_000, 'sweep');
    expect(told(swept).cashouts).toEqual(['operator unknown']);
    const paid = end(bet, { name: 'provider-accepted', amount: eur('90') });
    expect(told(paid).events).toEqual(['CashoutSettled', 'CashoutConflict']);
  });

  it('Given its sender never came back, then the end of its lease applies the evidence', () => {
    expect(told(sweepBet(noted('90'), noon + 60_000, 'sweep'))).toEqual({
      cashouts: ['operator accepted provider 90'],
      events: ['CashoutSettled'],
    });
    expect(told(sweepBet(noted(null), noon + 60_000, 'sweep')).cashouts).toEqual(['operator unknown']);
  });

  it('Given the answer and its evidence are written, then the evidence once more changes nothing', () => {
    const bet = end(noted('90'), { name: 'provider-accepted', amount: eur('90') });
    expect(takeFeedEvidence(bet, evidence(eur('90')), 'run')).toBe(bet);
  });
});
