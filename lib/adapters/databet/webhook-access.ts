import type { RefusalOfCaller, WebhookAccess, WebhookCaller } from '../../ports/webhook-access.ts';
import { isOneOf } from '../http/one-of.ts';
import { addressList } from './address-list.ts';
import type { DatabetSettings } from './settings.ts';

export interface DatabetAccessNeeds {
  /** Asked for at every call and expected to cache itself. */
  readonly settings: () => Promise<DatabetSettings>;
}

/** Lets in whoever knows a secret and calls from an allowed address. */
export function databetWebhookAccess({ settings }: DatabetAccessNeeds): WebhookAccess {
  return {
    async admit(caller) {
      const current = await settings();
      const why = refusalOf(current, caller);
      if (why !== null) return { outcome: 'refused', why };
      return { outcome: 'let-in', foreignParams: current.foreignParams };
    },
  };
}

function refusalOf(
  { webhookSecrets, allowedCidrs }: DatabetSettings,
  { secret, address }: WebhookCaller,
): RefusalOfCaller | null {
  // Both always: how long a no takes does not tell which it was.
  const knowsSecret = isOneOf(webhookSecrets, secret);
  const mayCallFrom = addressList(allowedCidrs)(address);
  if (webhookSecrets.length === 0) return 'no-webhook-secret';
  if (!knowsSecret) return 'wrong-secret';
  return mayCallFrom ? null : 'wrong-address';
}
