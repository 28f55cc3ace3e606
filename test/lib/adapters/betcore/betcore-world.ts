import { type BetcoreSettings, betcoreSettingsSchema } from '../../../../lib/adapters/betcore/settings.ts';
import { sign } from '../../../../lib/adapters/betcore/signature.ts';
import type { SignedMessage, SignedRequest } from '../../../../lib/contracts/native/betcore.ts';

/** The instant of the page's own sample. */
export const sampleTime = 1_719_766_120_806;

/** The page's sample with our invented secret. */
export const sample: SignedMessage = {
  body: '{"betId":"4178696881","winAmount":55.25,"winOdd":11.05}',
  counterpartyId: '933a215f-a9e6-4f88-9d91-52a87cd50499',
  timestamp: String(sampleTime),
  requestId: '5a0679b6e5fa48f6892c777b0fa92392',
  method: 'POST',
  path: '/v1/sessions/s1/bets/pay-out',
};

export const testSecret = 'test-secret';

/** What `sample` signs as, computed by hand once and kept. */
export const sampleSignature = '71dae1d45274cfc879b4b6da89e60076c1aa6fe18fbabc37b53c03ce85862547';

export function aSettings(changes: object = {}): BetcoreSettings {
  const { counterpartyId } = sample;
  const given = { baseUrl: 'https://betcore.test', counterpartyId, secret: testSecret, ...changes };
  return betcoreSettingsSchema.parse(given);
}

/** The sample with these changes made before it was signed. */
export function signed(changes: Partial<SignedMessage> = {}, settings = aSettings()): SignedRequest {
  const message = { ...sample, ...changes };
  return { ...message, signature: sign(message, settings.secret, settings.signature) };
}
