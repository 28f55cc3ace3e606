import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hub, startHub } from './support/hub.ts';
import { type Envelope, envelope, nativePath, sampleTicket, ticketWorth } from './support/oddsgigant.ts';

let hub: Hub;
let sent: Envelope;
beforeAll(async () => {
  hub = await startHub();
  sent = await envelope(hub);
});
afterAll(() => hub.close());

/** As an integration sends it that only changed its base URL: no token, its key in the body. */
async function post(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${hub.url}${nativePath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { status } = response;
  return { status, type: response.headers.get('content-type'), text: await response.text() };
}

const reference = '"referenceID":"677d53edb49a83a0b2b809c05a6c7ad3"';
const [firstTip, secondTip] = sampleTicket.caBets;

describe('POST /ApiR1/cashout', () => {
  it("Given the page's example, then its price to the byte", async () => {
    expect(await post({ ...sent, ...sampleTicket })).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      text: `{"success":true,${reference},"cashout":4.2,"reason":null}`,
    });
  });

  it.each([
    ['a lost tip', { caBets: [{ ...firstTip, gamestate: 2 }, secondTip] }, 'tip-lost'],
    ['a locked tip', { caBets: [{ ...firstTip, islocked: true }, secondTip] }, 'tip-locked'],
    ['a price out of limits', { caSettings: { minCaValue: 5 } }, 'amount-out-of-limits'],
  ])('Given %s, then the cashout fails and is 0', async (_, given, reason) => {
    expect(await post({ ...sent, ...sampleTicket, ...given })).toMatchObject({
      status: 200,
      text: `{"success":false,${reference},"cashout":0,"reason":"${reason}"}`,
    });
  });

  it('Given a price of more digits than a JSON number carries, then none', async () => {
    const settings = { maxCaValue: 999_999_999_999_999 };
    const ticket = ticketWorth(90, settings, 99_999_999_999);
    const odd = { ...ticket.caBets[0], oddcurrent: 1.000_001, odd: 7_777.77 };
    const body = {
      ...sent,
      ...ticket,
      totalOdd: 7_777.77,
      totalGain: 777_776_999_992_222.2,
      caBets: [odd],
    };
    expect(JSON.parse((await post(body)).text)).toMatchObject({
      success: false,
      cashout: 0,
      reason: 'amount-out-of-limits',
    });
  });

  it.each([
    ['none', { auth: undefined }],
    ['a wrong one', { auth: 'a1b2c3d4e5f6' }],
    ['an empty one', { auth: '' }],
    ['a part of the right one', { auth: () => sent.auth.slice(0, -1) }],
    ['more than the right one', { auth: () => `${sent.auth}0` }],
    ['the right one in a list', { auth: () => [sent.auth] }],
    ['a number', { auth: 7 }],
    ['null', { auth: null }],
  ])('Given as key %s, then 401, whatever the ticket is like', async (_, { auth: given }) => {
    const auth = typeof given === 'function' ? given() : given;
    const expected = `{"success":false,${reference},"cashout":0,"reason":"unauthorized"}`;
    for (const ticket of [sampleTicket, { stake: 'x' }, {}]) {
      expect(await post({ ...sent, ...ticket, auth })).toMatchObject({ status: 401, text: expected });
    }
  });

  it('Given a token of the hub and no key, then 401 all the same', async () => {
    const answer = await post({ ...sampleTicket }, { authorization: `Bearer ${hub.token}` });
    expect(answer).toMatchObject({
      status: 401,
      text: '{"success":false,"referenceID":null,"cashout":0,"reason":"unauthorized"}',
    });
  });

  it('Given faults, then 400 in the same shape with the place of each', async () => {
    const caBets = [{ ...firstTip, odd: 1, gamestate: 9 }, secondTip];
    const answer = await post({ ...sent, ...sampleTicket, stake: 0, unixTimestamp: undefined, caBets });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      400,
      {
        success: false,
        referenceID: sent.referenceID,
        cashout: 0,
        reason: 'invalid-request',
        errors: [
          { path: 'unixTimestamp', message: 'is required' },
          { path: 'stake', message: 'must be more than 0 and at most 999999999999999' },
          { path: 'caBets[0].gamestate', message: 'must be 1, 2, 3 or 4' },
        ],
      },
    ]);
  });

  it.each([
    ['no JSON', '{"stake":', 400, 'must be valid JSON'],
    ['nothing', '', 400, 'must be valid JSON'],
    ['a list', '[]', 401, 'unauthorized'],
    ['null', 'null', 401, 'unauthorized'],
  ])('Given %s, then %i', async (_, body, status, says) => {
    const answer = await post(body);
    expect([answer.status, answer.type]).toEqual([status, 'application/json; charset=utf-8']);
    expect(JSON.parse(answer.text)).toMatchObject({ success: false, referenceID: null, cashout: 0 });
    expect(answer.text).toContain(says);
  });

  it.each([
    ['a number', 42, '"42"'],
    ['a text', 'slip 7', '"slip 7"'],
    ['more than anybody names anything', 'x'.repeat(129), 'null'],
    ['an object', {}, 'null'],
  ])('Given as reference %s, then it comes back, or is refused', async (_, referenceID, echoed) => {
    const answer = await post({ ...sent, ...sampleTicket, referenceID });
    expect(answer.text).toContain(`"referenceID":${echoed}`);
    expect(answer.status).toBe(echoed === 'null' ? 400 : 200);
  });

  it('Given member names in other cases and a media type of text, then the one is read and the other refused', async () => {
    const body = JSON.stringify({ ...sent, ...sampleTicket });
    const spelled = body.replace('"auth"', '"AUTH"').replace('"stake"', '"Stake"');
    expect((await post(spelled)).status).toBe(200);
    expect((await post(body, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('Given more than 256 kB, then 413', async () => {
    expect((await post({ ...sent, ...sampleTicket, more: 'x'.repeat(256 * 1024) })).status).toBe(413);
  });

  it('Given many wrong keys, then the right one still works: nobody can lock another out', async () => {
    for (let n = 0; n < 50; n += 1) await post({ ...sent, auth: String(n) });
    expect((await post({ ...sent, ...sampleTicket })).status).toBe(200);
  });
});
