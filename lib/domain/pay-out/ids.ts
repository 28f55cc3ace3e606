import { digest } from '../cashout/ids.ts';

/** The same event always carries the same id, however often it is published; no event of a bet has it. */
export function payOutEventIdFor(betcoreBetId: string, sequence: number, index: number): string {
  return `ev_${digest(['pay-out-event', 'betcore', betcoreBetId, String(sequence), String(index)])}`;
}
