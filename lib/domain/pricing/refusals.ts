import type { ReasonCode } from '../reasons.ts';
import { isAbove } from './ratio.ts';
import { gamestates, isOpen, type ValidTicket } from './ticket.ts';

interface Refusal {
  /** What is looked at, for tests and readers; several share a reason code. */
  readonly check: string;
  readonly reason: ReasonCode;
  readonly applies: (ticket: ValidTicket) => boolean;
}

/**
 * Why a ticket has no price at all, in the order it is checked: the first that applies is the answer. What
 * can never change again stands before what may pass, so that nobody waits for a ticket that is lost. Whether
 * the price fits the limits is judged after these, when there is one.
 */
export const refusals: readonly Refusal[] = [
  {
    check: 'a tip is lost',
    reason: 'tip-lost',
    applies: ({ tips }) => tips.some(({ gamestate }) => gamestate === gamestates.lost),
  },
  {
    check: 'more tips than allowed',
    reason: 'too-many-tips',
    applies: ({ tips, settings }) => tips.length > settings.maxTipCount,
  },
  {
    check: 'an open tip is locked',
    reason: 'tip-locked',
    applies: ({ tips }) => tips.some((tip) => tip.islocked && isOpen(tip)),
  },
  {
    check: 'more open tips than allowed',
    reason: 'too-many-tips',
    applies: ({ tips, settings }) => tips.filter(isOpen).length > settings.maxOpenTip,
  },
  {
    check: 'an odd in play above the cap',
    reason: 'odds-too-high',
    applies: ({ tips, settings: { inplayMaxOddPerTip: cap } }) =>
      tips.some(
        ({ gamestate, odd, oddcurrent }) =>
          gamestate === gamestates.inPlay &&
          (isAbove(odd, cap) || (oddcurrent !== null && isAbove(oddcurrent, cap))),
      ),
  },
];
