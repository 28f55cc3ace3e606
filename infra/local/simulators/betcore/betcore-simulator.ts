import type { Clock } from '../../../../lib/ports/clock.ts';
import { jsonAnswer } from '../answer.ts';
import { betBook } from '../bets.ts';
import { unescaped } from '../control-bets.ts';
import type { SimulatedControlCall, Simulator } from '../simulator.ts';
import { type Admission, admission } from './admission.ts';
import { balance } from './balance.ts';
import { payOut } from './pay-out.ts';
import { newSessions, type Sessions, shown } from './sessions.ts';

export interface BetcoreSimulatorOptions {
  readonly clock: Clock;
  readonly secret: string;
}

/** What BETCORE remembers between calls. */
export interface BetcoreState {
  readonly admit: Admission;
  readonly sessions: Sessions;
}

/**
 * BETCORE's wallet as its page and the facts file describe it. Where both are silent, a comment at the place says what
 * was chosen.
 */
export function betcoreSimulator({ clock, secret }: BetcoreSimulatorOptions): Simulator {
  const state: BetcoreState = { admit: admission(clock, secret), sessions: newSessions() };
  return {
    provider: 'betcore',
    bets: betBook({
      clock,
      canonicalBetId: () => undefined,
      betIdHint: 'none: it pays bets of others, which come into being with their pay-out',
    }),
    operations: [payOut(state), balance(state)],
    control: [showSession(state)],
  };
}

function showSession({ sessions }: BetcoreState): SimulatedControlCall {
  return {
    method: 'GET',
    path: '/sessions/{sessionId}',
    does: 'shows its balance and what was paid into it, {balance, payOuts: [{betId, winAmount, winOdd}]}',
    handle({ pathParameters: { sessionId = '' } }) {
      return jsonAnswer(200, shown(sessions.of(unescaped(sessionId))));
    },
  };
}
