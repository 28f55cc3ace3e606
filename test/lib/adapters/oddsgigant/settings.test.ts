import { describe, expect, it } from 'vitest';
import { isOneOf } from '../../../../lib/adapters/http/one-of.ts';
import { oddsgigantSettingsSchema } from '../../../../lib/adapters/oddsgigant/settings.ts';
import { capabilities } from '../../../../lib/domain/capabilities.ts';

describe('settings', () => {
  it('Given an empty object, then everything is priced here, and within the tolerance that is told to everybody', () => {
    const settings = oddsgigantSettingsSchema.parse({});
    expect(settings).toEqual({
      baseUrl: 'https://dataapi.oddsgigant-api.com',
      alsoAcceptedKeys: [],
      engine: 'built-in',
      shadow: false,
      tolerance: capabilities.oddsgigant.priceChange.none?.tolerance,
      deadlineMs: 3_000,
      priceMembers: ['cashout', 'cashoutValue', 'caValue', 'value', 'amount'],
      wrongAuthStatuses: [401, 403],
    });
  });

  it.each(['0', '0.02', '1', '0.020'])('Given a tolerance of %s, then it is taken', (tolerance) => {
    expect(oddsgigantSettingsSchema.safeParse({ tolerance }).success).toBe(true);
  });

  it.each([
    [{ tolerance: '1.01' }, 'tolerance'],
    [{ tolerance: '-0.02' }, 'tolerance'],
    [{ tolerance: '2%' }, 'tolerance'],
    [{ tolerance: 0.02 }, 'tolerance'],
    [{ engine: 'best' }, 'engine'],
    [{ engine: 'remote' }, 'licenceKey'],
    [{ shadow: true }, 'licenceKey'],
    [{ licenceKey: '' }, 'licenceKey'],
    [{ alsoAcceptedKeys: [''] }, 'alsoAcceptedKeys'],
    [{ baseUrl: 'oddsgigant' }, 'baseUrl'],
    [{ deadlineMs: 0 }, 'deadlineMs'],
    [{ priceMembers: [] }, 'priceMembers'],
  ])('Given %j, then %s is wrong', (settings, path) => {
    const parsed = oddsgigantSettingsSchema.safeParse(settings);
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([path]);
  });

  it('Given a key, then OddsGigant may be asked', () => {
    const settings = { licenceKey: 'k', engine: 'remote', shadow: true };
    expect(oddsgigantSettingsSchema.parse(settings)).toMatchObject(settings);
  });
});

describe('isOneOf', () => {
  it.each([
    [['new', 'old'], 'new', true],
    [['new', 'old'], 'old', true],
    [['new', 'old'], 'newer', false],
    [['new', 'old'], 'ne', false],
    [['new', 'old'], 'NEW', false],
    [['new', 'old'], '', false],
    [['ключ'], 'ключ', true],
    [[], '', false],
    [[], 'new', false],
  ])('Given the keys %j and %s, then %s', (keys, auth, expected) => {
    expect(isOneOf(keys, auth)).toBe(expected);
  });
});
