import type { Bet } from './bet.ts';

/**
 * Whether the hub knows the bet to be another player's: from its registration, else from cashouts the provider did
 * not decline. One it declined may have been asked for in the name of a player who does not own the bet.
 */
export function isKnownAsOthers({ registration, cashouts }: Bet, playerId: string): boolean {
  if (registration !== null) return registration.playerId !== playerId;
  const owners = cashouts.flatMap((cashout) =>
    cashout.status === 'declined' || cashout.playerId === null ? [] : [cashout.playerId],
  );
  return owners.length > 0 && !owners.includes(playerId);
}
