import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, declined, newOrder, postTo, webhookUrl } from './support/databet.ts';
import { type Answer, eventTypesOf, type Hub, startHub } from './support/hub.ts';

let hub: Hub;
let base: string;
beforeAll(async () => {
  hub = await startHub();
  base = await webhookUrl(hub);
});
afterAll(() => hub.close());

const paths = ['/bet/cash-out-orders/accepted', '/bet/cash-out-orders/declined', '/heartbeat'] as const;
const [acceptedPath, declinedPath, heartbeatPath] = paths;

describe('callbacks over HTTP', () => {
  it('Given an order is accepted, then 204, its cashout is settled, and its event is told with the player', async () => {
    const order = newOrder();
    const headers = { 'Foreign-Params': '{   "some_token": "t0ken",   "internal_player_id": "123" }' };
    const answer = await postTo(`${base}${acceptedPath}`, { body: accepted(order), headers });
    expect([answer.status, answer.body]).toEqual([204, '']);
    const { body } = await hub.call('GET', order.path);
    expect(body.cashouts).toMatchObject([
      { cashoutId: order.orderId, status: 'accepted', settled: { value: '92.50', currency: null } },
    ]);
    expect(await eventTypesOf(hub, order)).toEqual(['CashoutSettled']);
    const { events } = (await hub.control('GET', '/events')).body;
    const told = JSON.stringify(
      events.filter((event: object) => JSON.stringify(event).includes(order.betId)),
    );
    expect(told).toContain('"internal_player_id":"123"');
    expect(told).not.toContain('t0ken');
  });

  it('Given it is declined, and both are repeated, then it is reversed once and every answer is 204', async () => {
    const order = newOrder();
    const [yes, no] = [accepted(order), declined(order)];
    for (let n = 0; n < 3; n += 1) {
      expect((await postTo(`${base}${acceptedPath}`, { body: yes })).status).toBe(204);
      const again = n === 0 ? no : { ...no, cash_out_order_id: order.orderId };
      expect((await postTo(`${base}${declinedPath}`, { body: again })).status).toBe(204);
    }
    expect((await hub.call('GET', order.path)).body.cashouts[0].status).toBe('reversed');
    expect((await eventTypesOf(hub, order)).toSorted()).toEqual(['CashoutReversed', 'CashoutSettled']);
  });

  it('Given the same order with another refund, then 400 amount-conflict, as often as it is told', async () => {
    const order = newOrder();
    await postTo(`${base}${acceptedPath}`, { body: accepted(order) });
    const other = accepted(order, { refund_amount: '93' });
    for (let n = 0; n < 2; n += 1) {
      const answer = await postTo(`${base}${acceptedPath}`, { body: other });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/json']);
      expect(answer.body).toBe('{"error":{"code":"internal_error","data":{"reason":"amount-conflict"}}}');
    }
    expect((await eventTypesOf(hub, order)).toSorted()).toEqual(['CashoutConflict', 'CashoutSettled']);
  });

  it('Given a heartbeat with nothing in it, then 204', async () => {
    const answer = await postTo(`${base}${heartbeatPath}`);
    expect([answer.status, answer.body]).toEqual([204, '']);
  });

  it('Given the table does not answer, then 500 in their shape, and told again it is taken', async () => {
    const order = newOrder();
    const body = accepted(order);
    await hub.control('POST', '/outages', { target: 'table', on: true });
    const failing = postTo(`${base}${acceptedPath}`, { body });
    await hub.control('POST', '/clock', { advanceMs: 20_000 });
    const failed = await failing;
    await hub.control('POST', '/outages', { target: 'table', on: false });
    expect([failed.status, failed.body]).toEqual([500, '{"error":{"code":"internal_error"}}']);
    expect((await postTo(`${base}${acceptedPath}`, { body })).status).toBe(204);
  });
});

describe('who is refused over HTTP', () => {
  /** Without what differs from call to call. */
  function shown({ status, headers, body }: Answer) {
    const told = Object.fromEntries(
      [...headers].filter(([name]) => name !== 'date' && name !== 'apigw-requestid'),
    );
    return { status, body, headers: told };
  }

  const secretOf = () => base.slice(base.lastIndexOf('/') + 1);

  it.each(paths)(
    'Given a wrong secret before %s, then the very answer of a path nobody serves',
    async (path) => {
      const nowhere = shown(await postTo(`${hub.url}/webhooks/nowhere/x${path}`));
      expect(nowhere.status).toBe(404);
      const root = `${hub.url}/webhooks/databet`;
      const wrong = [
        'x',
        'x'.repeat(43),
        secretOf().slice(1),
        `${secretOf()}x`,
        `${secretOf()}%20`,
        `%20${secretOf()}`,
        `${secretOf()}%00`,
        `${secretOf()}%2f`,
        '%2e%2e',
        '__proto__',
        '%F0%9F%92%B8',
        `${secretOf()};${secretOf()}`,
        secretOf().toUpperCase(),
      ];
      for (const secret of wrong) {
        const body = accepted(newOrder());
        const headers = { 'x-correlation-id': 'c1', authorization: `Bearer ${hub.token}` };
        expect(shown(await postTo(`${root}/${secret}${path}`, { body, headers })), secret).toEqual(nowhere);
      }
      expect(shown(await postTo(`${root}/x${path}`, { body: 'x'.repeat(300_000) }))).toEqual(nowhere);
    },
  );

  it.each(['GET', 'PUT', 'DELETE'])(
    'Given %s with the right secret, then there is no such path',
    async (method) => {
      expect((await postTo(`${base}${heartbeatPath}`, { method })).status).toBe(404);
    },
  );

  it.each(['', '/', '/bet/cash-out-orders', '/bet/cash-out-orders/accepted/', '//heartbeat'])(
    'Given the right secret and the path %j, then there is no such path',
    async (path) => {
      expect((await postTo(`${base}${path}`)).status).toBe(404);
    },
  );
});
