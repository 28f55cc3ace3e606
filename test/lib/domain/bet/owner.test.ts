import { expect, it } from 'vitest';
import { isKnownAsOthers } from '../../../../lib/domain/bet/owner.ts';
import { aBet, aCashout, aRegistration } from '../../../support/builders.ts';

const of = <Player extends string | null>(playerId: Player) => ({ playerId });

it.each([
  ['nobody has seen', aBet(), false],
  ['registered for p1', aBet({ registration: aRegistration() }), false],
  ['registered for p2', aBet({ registration: aRegistration(of('p2')) }), true],
  [
    'registered for p1, tried by p2',
    aBet({ registration: aRegistration(), cashouts: [aCashout('unknown', of('p2'))] }),
    false,
  ],
  ['cashed out by p1', aBet({ cashouts: [aCashout('accepted', of('p1'))] }), false],
  ['cashed out by p2', aBet({ cashouts: [aCashout('accepted', of('p2'))] }), true],
  ['reversed for p2', aBet({ cashouts: [aCashout('reversed', of('p2'))] }), true],
  ['not decided yet for p2', aBet({ cashouts: [aCashout('unknown', of('p2'))] }), true],
  // A wrong player once must not keep the right one from their bet.
  ['tried by p2 and declined', aBet({ cashouts: [aCashout('declined', of('p2'))] }), false],
  [
    'tried by p1 and cashed out by p2',
    aBet({ cashouts: [aCashout('declined', of('p1')), aCashout('accepted', of('p2'))] }),
    true,
  ],
  ['cashed out by nobody we know', aBet({ cashouts: [aCashout('accepted', of(null))] }), false],
])('Given a bet %s, then whether it is known not to be p1’s: %s', (_, bet, expected) => {
  expect(isKnownAsOthers(bet, 'p1')).toBe(expected);
});
