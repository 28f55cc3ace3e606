import type { PayOut } from '../domain/pay-out/pay-out.ts';
import {
  type PayOutResolution,
  type ResolvePayOutRefusal,
  resolvePayOut as resolve,
} from '../domain/pay-out/resolve.ts';
import { type ChangePayOutNeeds, changePayOut } from './change-pay-out.ts';

export type ResolvePayOutResult =
  | { readonly outcome: 'resolved'; readonly payOut: PayOut }
  | ({ readonly outcome: 'refused' } & ResolvePayOutRefusal);

/**
 * A person says how one matter of a pay-out ended, or has it tried again. Said again in the same words, it changes
 * nothing, whatever has happened since.
 */
export async function resolvePayOut(
  needs: ChangePayOutNeeds,
  betcoreBetId: string,
  resolution: PayOutResolution,
  causationId: string,
): Promise<ResolvePayOutResult> {
  const { payOut, result } = await changePayOut(needs, await needs.payOuts.load(betcoreBetId), (current) => {
    const resolved = resolve(current, resolution, needs.clock.now(), causationId);
    return { payOut: resolved.outcome === 'resolved' ? resolved.payOut : current, result: resolved };
  });
  return result.outcome === 'refused' ? result : { outcome: 'resolved', payOut };
}
