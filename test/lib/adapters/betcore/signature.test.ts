import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSigned, sign } from '../../../../lib/adapters/betcore/signature.ts';
import { aSettings, sample, sampleSignature, signed, testSecret } from './betcore-world.ts';

const recipe = aSettings().signature;
const hmac = (text: string, secret = testSecret) =>
  createHmac('sha256', Buffer.from(secret, 'utf8')).update(Buffer.from(text, 'utf8')).digest('hex');

describe('sign', () => {
  it.each([
    ['a compact body', sample.body, sampleSignature],
    ['no body', '', 'e1a63511a5ccae63c179beb8d05901f916465949d344f08874f91645ae0e8858'],
  ])('Given the headers of the page and %s, then the vector of the facts file', (_, body, expected) => {
    expect(sign({ ...sample, body }, testSecret, recipe)).toBe(expected);
  });

  it.each([
    ['another separator', { separator: '|' }, 'B|C|T|R'],
    ['no separator', { separator: '' }, 'BCTR'],
    ['another order', { parts: ['timestamp', 'body', 'requestId'] }, 'T.B.R'],
    [
      'method and path',
      { parts: ['method', 'path', 'counterpartyId', 'timestamp', 'requestId', 'body'] },
      'POST./v1/x.C.T.R.B',
    ],
  ])('Given %s, then exactly that is signed', (_, changes, text) => {
    const message = {
      body: 'B',
      counterpartyId: 'C',
      timestamp: 'T',
      requestId: 'R',
      method: 'POST',
      path: '/v1/x',
    };
    const { signature } = aSettings({ signature: changes });
    expect(sign(message, testSecret, signature)).toBe(hmac(text));
  });

  it.each([
    [true, 'c.1.r'],
    [false, '.c.1.r'],
  ])('Given an empty body and skipEmpty %j, then %j is signed', (skipEmpty, text) => {
    const { signature } = aSettings({ signature: { skipEmpty } });
    const message = { ...sample, body: '', counterpartyId: 'c', timestamp: '1', requestId: 'r' };
    expect(sign(message, testSecret, signature)).toBe(hmac(text));
  });

  it('Given letters of other alphabets in body and secret, then their bytes in UTF-8 are signed', () => {
    const message = { ...sample, body: '{"betId":"ставка €"}' };
    const { counterpartyId, timestamp, requestId } = sample;
    const text = [message.body, counterpartyId, timestamp, requestId].join('.');
    expect(sign(message, 'sécret ключ', recipe)).toBe(hmac(text, 'sécret ключ'));
  });
});

describe('isSigned', () => {
  it.each([
    ['the one', true, [testSecret]],
    ['the second of two, as during a rotation', true, ['newer', testSecret]],
    ['the first of two', true, [testSecret, 'older']],
    ['another', false, ['other']],
    ['none', false, []],
  ])('Given the secret is %s of those taken, then it is signed: %s', (_, expected, secrets) => {
    expect(isSigned(signed(), secrets, recipe)).toBe(expected);
  });

  it.each([
    '',
    sampleSignature.toUpperCase(),
    sampleSignature.slice(1),
    `${sampleSignature} `,
    'z'.repeat(64),
  ])('Given the signature %j, then it is none', (signature) => {
    expect(isSigned({ ...signed(), signature }, [testSecret], recipe)).toBe(false);
  });
});
