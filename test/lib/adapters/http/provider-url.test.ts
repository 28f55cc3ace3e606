import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { betcoreSettingsSchema } from '../../../../lib/adapters/betcore/settings.ts';
import { gr8SettingsSchema } from '../../../../lib/adapters/gr8/settings.ts';
import { odds88SettingsSchema } from '../../../../lib/adapters/odds88/settings.ts';
import { oddsgigantSettingsSchema } from '../../../../lib/adapters/oddsgigant/settings.ts';

const gr8 = {
  baseUrl: 'https://gr8.test',
  tokenUrl: 'https://gr8.test/token',
  clientId: 'c',
  clientSecret: 's',
  operatorId: 'o',
  brand: 'b',
};
const odds88 = {
  baseUrl: 'https://odds88.test',
  feedUrl: 'wss://odds88.test/feed',
  clientId: 'c',
  password: 'p',
};
const betcore = { baseUrl: 'https://betcore.test', counterpartyId: 'c', secret: 's' };

/** Every URL that is called with somebody's secret, or with money on the way. */
const urls: readonly [string, z.ZodMiniType, object, string, 'http' | 'ws'][] = [
  ['gr8', gr8SettingsSchema, gr8, 'baseUrl', 'http'],
  ['gr8', gr8SettingsSchema, gr8, 'tokenUrl', 'http'],
  ['odds88', odds88SettingsSchema, odds88, 'baseUrl', 'http'],
  ['odds88', odds88SettingsSchema, odds88, 'feedUrl', 'ws'],
  ['oddsgigant', oddsgigantSettingsSchema, {}, 'baseUrl', 'http'],
  ['betcore', betcoreSettingsSchema, betcore, 'baseUrl', 'http'],
];

describe.each(urls)('%s: the settings', (_provider, schema, settings, member, scheme) => {
  const isTaken = (url: string): boolean => schema.safeParse({ ...settings, [member]: url }).success;

  it.each([
    's://provider.test/v1',
    's://127.0.0.1:8443',
    '://127.0.0.1:3100/path',
    '://127.255.0.1',
    '://[::1]:3100/path',
    '://localhost:3100',
    '://LOCALHOST',
  ])(`Given a ${member} of ${scheme}%s, then it is taken`, (rest) => {
    expect(isTaken(`${scheme}${rest}`)).toBe(true);
  });

  it.each([
    '://provider.test/v1',
    '://10.0.0.1',
    '://128.0.0.1',
    '://0.0.0.0',
    '://[::2]',
    '://[::ffff:10.0.0.1]',
    '://localhost.provider.test',
    '://127.0.0.1.provider.test',
    '://127.0.0.1@provider.test',
    '://provider.test#127.0.0.1',
    '://xlocalhost',
    '://',
    '',
  ])(`Given a ${member} of ${scheme}%s, then it is refused`, (rest) => {
    expect(isTaken(`${scheme}${rest}`)).toBe(false);
  });

  it.each(['ftp://127.0.0.1', 'file:///etc/passwd', 'provider.test', '/v1', ''])(
    `Given a ${member} of %j, then it is refused`,
    (url) => {
      expect(isTaken(url)).toBe(false);
    },
  );

  it('Given the other kind of URL, then it is refused', () => {
    expect(isTaken(scheme === 'http' ? 'wss://provider.test' : 'https://provider.test')).toBe(false);
  });

  it.each([`${scheme}://provider.test`, 'provider.test'])('Given %s, then its place is named once', (url) => {
    const parsed = schema.safeParse({ ...settings, [member]: url });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([member]);
  });

  it('Given blanks around it, then they are no part of it', () => {
    const url = `${scheme}s://provider.test/v1`;
    expect(schema.parse({ ...settings, [member]: ` ${url}\n` })).toMatchObject({ [member]: url });
  });
});
