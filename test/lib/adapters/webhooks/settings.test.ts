import { describe, expect, it } from 'vitest';
import { endpointIn, webhookSettingsSchema } from '../../../../lib/adapters/webhooks/settings.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const good = { url: 'https://hooks.example.com/cashout?token=t', secrets: [secret] };

function endpointWith(change: object) {
  return endpointIn(webhookSettingsSchema.parse({ crm: { ...good, ...change } }), 'crm');
}

describe('the settings of webhook endpoints', () => {
  it('Given a URL and a secret, then both can be used', () => {
    expect(endpointWith({})).toEqual({ url: good.url, secrets: [Buffer.alloc(32, 7)] });
  });

  it.each([
    'https://1.1.1.1/hooks',
    'https://[2606:4700:4700::1111]:8443/hooks',
    'https://hooks.example.com:8443',
    'https://bücher.example/hooks',
    // What a name stands for is looked at when it is looked up.
    'https://localhost./hooks',
  ])('Given %s, then it is an endpoint', (url) => {
    expect(endpointWith({ url })?.url).toBe(url);
  });

  it.each<[string, string]>([
    ['plain HTTP', 'http://hooks.example.com/'],
    ['another scheme', 'ftp://hooks.example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['no scheme', 'hooks.example.com'],
    ['a user', 'https://user@hooks.example.com/'],
    ['a password', 'https://:secret@hooks.example.com/'],
    ['this machine', 'https://127.0.0.1/'],
    ['this machine, short', 'https://127.1/'],
    ['this machine in decimal', 'https://2130706433/'],
    ['this machine in hexadecimal', 'https://0x7f000001/'],
    ['this machine in hexadecimal parts', 'https://0x7f.0.0.0x1/'],
    ['this machine in octal', 'https://0177.0.0.1/'],
    ['this machine in octal, whole', 'https://017700000001/'],
    ['this machine with a dot at its end', 'https://127.0.0.1./'],
    ['this machine in full-width digits', 'https://１２７.０.０.１/'],
    ['this machine in circled digits', 'https://①②⑦.⓪.⓪.①/'],
    ['this machine with an ideographic full stop', 'https://127。0。0。1/'],
    ['this machine, percent-encoded', 'https://%31%32%37.0.0.1/'],
    ['this machine over IPv6', 'https://[::1]/'],
    ['this machine mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['this machine mapped into IPv6 in hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['this machine embedded in IPv6', 'https://[::127.0.0.1]/'],
    ['this machine through NAT64', 'https://[64:ff9b::127.0.0.1]/'],
    ['no machine', 'https://0/'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['the metadata service in decimal', 'https://2852039166/'],
    ['a private network', 'https://10.1.2.3/'],
    ['carrier-grade NAT', 'https://100.64.1.1/'],
    ['multicast', 'https://239.1.1.1/'],
    ['a zone', 'https://[fe80::1%25eth0]/'],
    ['nothing', ''],
  ])('Given %s, then %s is none', (_, url) => {
    expect(endpointWith({ url })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['none', []],
    ['three', [secret, secret, secret]],
    ['a text', secret],
    ['an empty one', ['']],
    ['only the prefix', ['whsec_']],
    ['one that is no base64', ['whsec_not base64 at all, whatever it is']],
    ['23 bytes', [Buffer.alloc(23).toString('base64')]],
    ['65 bytes', [Buffer.alloc(65).toString('base64')]],
  ])('Given secrets: %s, then there is no endpoint', (_, secrets) => {
    expect(endpointWith({ secrets })).toBeNull();
  });

  it('Given one endpoint that is wrong, then it stops no other', () => {
    const settings = webhookSettingsSchema.parse({
      crm: { url: 'http://crm.example' },
      risk: good,
      audit: 7,
    });
    expect(
      ['crm', 'risk', 'audit', 'none', 'toString'].map((name) => endpointIn(settings, name)?.url),
    ).toEqual([undefined, good.url, undefined, undefined, undefined]);
  });
});
