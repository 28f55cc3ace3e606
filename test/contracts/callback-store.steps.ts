import type { CallbackAnswer, CallbackRef } from '../../lib/ports/callback-store.ts';

export const accepted204: CallbackAnswer = { status: 204, body: '' };

export const conflict400: CallbackAnswer = {
  status: 400,
  body: '{"error":{"code":"amount-conflict","data":{"reason":"zweite Angabe, größer 💶"}}}',
};

let requests = 0;

/** A callback no test has answered. */
export function unseenCallback(): CallbackRef {
  requests += 1;
  return { provider: 'databet', callback: 'accepted', requestId: `5f3c9a10-${requests}`, betId: 'bet-1' };
}
