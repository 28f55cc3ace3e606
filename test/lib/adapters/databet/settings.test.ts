import { describe, expect, it } from 'vitest';
import { databetSettingsSchema } from '../../../../lib/adapters/databet/settings.ts';
import { databetWebhookAccess } from '../../../../lib/adapters/databet/webhook-access.ts';

const [one, other] = ['a'.repeat(32), 'B_-9'.repeat(32)];

describe('settings', () => {
  it('Given an empty object, then nobody is let in', () => {
    expect(databetSettingsSchema.parse({})).toEqual({
      webhookSecrets: [],
      allowedCidrs: [],
      foreignParams: ['player_id', 'internal_player_id'],
    });
  });

  it.each([
    [{ webhookSecrets: ['a'.repeat(31)] }, 'webhookSecrets.0'],
    [{ webhookSecrets: ['a'.repeat(129)] }, 'webhookSecrets.0'],
    [{ webhookSecrets: [one, `${'a'.repeat(31)}/`] }, 'webhookSecrets.1'],
    [{ webhookSecrets: [`${'a'.repeat(31)}%`] }, 'webhookSecrets.0'],
    [{ webhookSecrets: [`${'a'.repeat(31)}\n`] }, 'webhookSecrets.0'],
    [{ webhookSecrets: ['.'.repeat(32)] }, 'webhookSecrets.0'],
    [{ webhookSecrets: [one, other, 'c'.repeat(32)] }, 'webhookSecrets'],
    [{ webhookSecrets: one }, 'webhookSecrets'],
    [{ allowedCidrs: ['192.0.2.0/24', '192.0.2.0/33'] }, 'allowedCidrs.1'],
    [{ allowedCidrs: ['example.com'] }, 'allowedCidrs.0'],
    [{ allowedCidrs: '192.0.2.0/24' }, 'allowedCidrs'],
    [{ foreignParams: ['__proto__'] }, 'foreignParams.0'],
    [{ foreignParams: [''] }, 'foreignParams.0'],
    [{ foreignParams: Array.from({ length: 9 }, (_, n) => `p${n}`) }, 'foreignParams'],
    [one, ''],
    [undefined, ''],
  ])('Given %j, then the fault is at %s', (settings, place) => {
    const parsed = databetSettingsSchema.safeParse(settings);
    expect(new Set(parsed.error?.issues.map(({ path }) => path.join('.')))).toEqual(new Set([place]));
  });
});

describe('access', () => {
  const access = (settings: object) =>
    databetWebhookAccess({ settings: async () => databetSettingsSchema.parse(settings) });
  const rotating = { webhookSecrets: [one, other], allowedCidrs: ['192.0.2.0/24'] };

  it.each([
    ['the new secret', rotating, one, '192.0.2.7', 'let-in'],
    ['the old secret', rotating, other, '192.0.2.7', 'let-in'],
    ['no addresses in the settings', { webhookSecrets: [one] }, one, '203.0.113.9', 'let-in'],
    ['a secret taken out', { webhookSecrets: [one] }, other, '192.0.2.7', 'wrong-secret'],
    ['a part of the secret', rotating, one.slice(1), '192.0.2.7', 'wrong-secret'],
    ['more than the secret', rotating, `${one}a`, '192.0.2.7', 'wrong-secret'],
    ['no secret', rotating, '', '192.0.2.7', 'wrong-secret'],
    ['both secrets', rotating, `${one},${other}`, '192.0.2.7', 'wrong-secret'],
    ['another case', { webhookSecrets: [one] }, one.toUpperCase(), '192.0.2.7', 'wrong-secret'],
    ['another address', rotating, one, '203.0.113.9', 'wrong-address'],
    ['an address nobody can read', { webhookSecrets: [one] }, one, 'unknown', 'wrong-address'],
    ['everything wrong', rotating, 'x', '203.0.113.9', 'wrong-secret'],
    ['nobody may come in', {}, '', '192.0.2.7', 'no-webhook-secret'],
  ])('Given %s, then %4$s', async (_, settings, secret, address, expected) => {
    const admission = await access(settings).admit({ secret, address });
    expect(admission.outcome === 'refused' ? admission.why : admission.outcome).toBe(expected);
  });

  it('Given settings that cannot be read, then that is no refusal', async () => {
    const gone = databetWebhookAccess({ settings: () => Promise.reject(new Error('away')) });
    await expect(gone.admit({ secret: one, address: '192.0.2.7' })).rejects.toThrow('away');
  });
});
