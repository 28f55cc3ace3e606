import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, eventTypesOf, type Hub, startHub } from './support/hub.ts';
import {
  aBet,
  cashOutTicket,
  oddsgigantRequests,
  registeredBet,
  sampleTicket,
  ticketWorth,
} from './support/oddsgigant.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const eur = (value: string) => ({ value, currency: 'EUR' });

describe('cashouts of OddsGigant bets', () => {
  it('Given a registered bet, when it is cashed out, then the hub prices and decides it, and an event says so', async () => {
    const bet = await registeredBet(hub, eur('5'));
    const { status, body, headers } = await cashOutTicket(hub, bet, { amount: '4.20', ticket: sampleTicket });
    expect([status, body]).toMatchObject([
      201,
      {
        provider: 'oddsgigant',
        kind: 'full',
        origin: 'operator',
        status: 'accepted',
        decidedBy: 'provider',
        requested: eur('4.20'),
        settled: eur('4.20'),
        reason: null,
      },
    ]);
    expect(body.history.at(-1)).toMatchObject({
      from: 'pending',
      to: 'accepted',
      evidence: 'priced by the built-in engine',
    });
    expect(headers.get('location')).toBe(`${bet.path}/cashouts/${body.cashoutId}`);
    const [event] = await eventsOf(hub, bet);
    expect(event).toMatchObject({
      'detail-type': 'CashoutSettled',
      detail: { data: { settled: eur('4.20') } },
    });
    expect((await hub.call('GET', bet.path)).body.remainingStake).toEqual(eur('0.00'));
    expect(await oddsgigantRequests(hub)).toEqual([]);
  });

  it('Given a bet registered as a free bet, then its cashout is declined as one and an event says so', async () => {
    const bet = aBet();
    await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake: eur('100'), freeBet: true } });
    const { status, body } = await cashOutTicket(hub, bet);
    const reason = { code: 'freebet', retryable: 'never' };
    expect([status, body]).toMatchObject([201, { status: 'declined', settled: null, reason }]);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutDeclined']);
  });

  // 100 at stake; the first amount was shown, the second is what the ticket is worth by now.
  it.each([
    ['none', '100.00', 100, '100.00'],
    ['none', '100.00', 102, '102.00'],
    ['none', '100.00', 102.01, null],
    ['none', '100.00', 98, '98.00'],
    ['none', '100.00', 97.99, null],
    ['rise', '100.00', 100, '100.00'],
    ['rise', '100.00', 250.5, '250.50'],
    ['rise', '100.00', 99.99, null],
    ['any', '100.00', 1, '1.00'],
    ['any', '0.01', 999.99, '999.99'],
  ])('Given under "%s" %s was shown, now %d, then %s is paid', async (priceChange, amount, now, paid) => {
    const bet = await registeredBet(hub);
    const { status, body } = await cashOutTicket(hub, bet, { amount, priceChange, ticket: ticketWorth(now) });
    expect(status).toBe(201);
    if (paid === null) {
      const reason = { code: 'price-changed', retryable: 'now', provider: null };
      expect(body).toMatchObject({ status: 'declined', decidedBy: 'provider', settled: null, reason });
      expect(body.history.at(-1).evidence).toBe('priced by the built-in engine');
      expect(await eventTypesOf(hub, bet)).toEqual(['CashoutDeclined']);
      // Nothing is lost by it: the player may take the new price.
      const again = { amount: String(now), priceChange, ticket: ticketWorth(now) };
      expect((await cashOutTicket(hub, bet, again)).body.status).toBe('accepted');
    } else expect(body).toMatchObject({ status: 'accepted', settled: eur(paid) });
  });

  it('Given no policy, then the shown amount must hold', async () => {
    const bet = await registeredBet(hub);
    const asked = { amount: '50.00', body: { priceChange: undefined } };
    expect((await cashOutTicket(hub, bet, asked)).body.reason.code).toBe('price-changed');
  });

  it.each([
    [{ gamestate: 2 }, 'tip-lost'],
    [{ islocked: true }, 'tip-locked'],
    [{ gamestate: 4, oddcurrent: 7 }, 'odds-too-high'],
  ])('Given a tip with %j, then it is declined: %s', async (tip, code) => {
    const bet = await registeredBet(hub);
    const ticket = ticketWorth(90);
    const caBets = [{ ...ticket.caBets[0], ...tip }];
    const { body } = await cashOutTicket(hub, bet, { priceChange: 'any', ticket: { ...ticket, caBets } });
    expect(body).toMatchObject({ status: 'declined', settled: null, reason: { code } });
  });

  it.each([
    ['JPY', '100', 90.99, '90'],
    ['JPY', '100', 0.99, null],
    ['BHD', '100.000', 90.99, '90.990'],
  ])(
    'Given a bet in %s, then what it pays has the digits of its money',
    async (currency, value, now, paid) => {
      const bet = await registeredBet(hub, { value, currency });
      const asked = { amount: '90', currency, priceChange: 'any', ticket: ticketWorth(now) };
      const { body } = await cashOutTicket(hub, bet, asked);
      if (paid === null) expect(body.reason.code).toBe('amount-out-of-limits');
      else expect(body.settled).toEqual({ value: paid, currency });
    },
  );

  it('Given yen, then the policy is held against what is really paid', async () => {
    const bet = await registeredBet(hub, { value: '100', currency: 'JPY' });
    const asked = { currency: 'JPY', priceChange: 'rise', ticket: ticketWorth(90.99) };
    expect((await cashOutTicket(hub, bet, { ...asked, amount: '90.5' })).body.status).toBe('declined');
    expect((await cashOutTicket(hub, bet, { ...asked, amount: '90' })).body.status).toBe('accepted');
  });
});

describe('parts of a stake', () => {
  it('Given parts and then the rest, then each is worth its share, and a full cashout only what is left', async () => {
    const bet = await registeredBet(hub);
    const part = await cashOutTicket(hub, bet, { stake: '33.33', amount: '29.99' });
    expect([part.status, part.body]).toMatchObject([
      201,
      { kind: 'partial', status: 'accepted', stake: eur('33.33'), settled: eur('29.99') },
    ]);
    expect((await hub.call('GET', bet.path)).body.remainingStake).toEqual(eur('66.67'));
    const past = await cashOutTicket(hub, bet, { stake: '66.68', amount: '60' });
    expect([past.status, past.body.code]).toEqual([409, 'stake-exceeded']);
    // All of the ticket is worth 90, and 33.33 of its stake have gone.
    const whole = await cashOutTicket(hub, bet, { amount: '90.00' });
    expect(whole.body).toMatchObject({ status: 'declined', reason: { code: 'price-changed' } });
    const rest = await cashOutTicket(hub, bet, { amount: '60.00' });
    expect(rest.body).toMatchObject({ kind: 'full', status: 'accepted', settled: eur('60.00') });
    const more = await cashOutTicket(hub, bet, { stake: '1', amount: '0.9' });
    expect([more.status, more.body.code]).toEqual([409, 'bet-already-cashed-out']);
  });

  it('Given a part worth less than the smallest cashout, then it is declined', async () => {
    const bet = await registeredBet(hub);
    const asked = {
      stake: '1',
      amount: '0.9',
      ticket: ticketWorth(90, { minCaValue: 1, noCaOutOfLimits: false }),
    };
    expect((await cashOutTicket(hub, bet, asked)).body.reason.code).toBe('amount-out-of-limits');
  });

  it('Given a policy, then it is held against the shown amount of the part', async () => {
    const bet = await registeredBet(hub);
    const rise = { stake: '50', priceChange: 'rise' };
    expect((await cashOutTicket(hub, bet, { ...rise, amount: '45.01' })).body.status).toBe('declined');
    expect((await cashOutTicket(hub, bet, { ...rise, amount: '45.00' })).body.status).toBe('accepted');
  });
});

describe('what is refused before anything is decided', () => {
  it('Given a bet nobody registered, then 422, and once it is, it can be cashed out', async () => {
    const bet = aBet();
    for (const asked of [{}, { stake: '10', amount: '9' }]) {
      const { status, body } = await cashOutTicket(hub, bet, asked);
      expect([status, body.code]).toEqual([422, 'bet-not-registered']);
    }
    expect((await hub.call('GET', bet.path)).status).toBe(404);
    await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake: eur('100') } });
    expect((await cashOutTicket(hub, bet)).body.status).toBe('accepted');
  });

  it.each([
    ['another stake than the registered one', { ticket: ticketWorth(90, {}, 101) }, 'ticket.stake'],
    ['another currency', { currency: 'USD' }, 'amount.currency'],
    ['another player', { body: { playerId: 'p2' } }, 'playerId'],
    ['no ticket', { body: { ticket: undefined } }, 'ticket'],
    ['a ticket that is none', { ticket: 'sold' }, 'ticket'],
    ['a fault in the ticket', { ticket: { ...ticketWorth(90), totalGain: 300 } }, 'ticket.totalGain'],
    ['nothing shown', { amount: '0' }, 'amount.value'],
  ])('Given %s, then 400 at %s', async (_, asked, path) => {
    const bet = await registeredBet(hub);
    const { status, body } = await cashOutTicket(hub, bet, asked);
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([400, [path]]);
    expect((await hub.call('GET', bet.path)).body.cashouts).toEqual([]);
  });

  it('Given a fault in a tip, then its place in the request is told', async () => {
    const ticket = { ...ticketWorth(90), caBets: [{ ...ticketWorth(90).caBets[0], odd: 'two' }] };
    const { body } = await cashOutTicket(hub, await registeredBet(hub), { ticket });
    expect(body.errors[0].path).toBe('ticket.caBets[0].odd');
  });

  it('Given a forced cashout, a closed bet, or a pay-out, then they are refused as for any provider', async () => {
    const bet = await registeredBet(hub);
    const forced = await hub.call('POST', `${bet.path}/forced-cashouts`, {
      headers: { 'idempotency-key': 'f' },
      body: { playerId: 'p1', amount: eur('5'), actor: 'jo', reason: 'goodwill' },
    });
    expect([forced.status, forced.body.code]).toEqual([422, 'operation-not-supported']);
    await hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    expect((await cashOutTicket(hub, bet)).body.code).toBe('bet-closed');
  });

  it('Given a bet of another provider, then what it calls a ticket is nobody’s business', async () => {
    const { status, body } = await hub.call('POST', '/v1/bets/odds88/nobody/cashouts', {
      headers: { 'idempotency-key': 'k' },
      body: { amount: eur('5'), ticket: { stake: 'five' } },
    });
    expect([status, body.status]).toEqual([201, 'declined']);
  });

  it('Given a quote is asked for, then there is none without a ticket', async () => {
    const bet = await registeredBet(hub);
    const bets = [{ provider: 'oddsgigant', betId: bet.betId }];
    const { body } = await hub.call('POST', '/v1/quotes', { body: { bets } });
    expect(body.quotes[0]).toMatchObject({ status: 'unavailable', reason: { code: 'not-supported' } });
  });
});

describe('repeats and races', () => {
  it('Given the same request again, then the same answer; a changed ticket under its key is another request', async () => {
    const bet = await registeredBet(hub);
    const first = await cashOutTicket(hub, bet, { key: 'k' });
    const again = await cashOutTicket(hub, bet, { key: 'k' });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(again.body).toEqual(first.body);
    const other = await cashOutTicket(hub, bet, { key: 'k', ticket: ticketWorth(90.5) });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    // The same ticket spelled otherwise, and with what belongs to another path, is the same ticket.
    const { stake, caBets, ...ticket } = ticketWorth(90);
    const spelled = { ...ticket, STAKE: String(stake), auth: 'x', caBets };
    expect((await cashOutTicket(hub, bet, { key: 'k', ticket: spelled })).status).toBe(200);
  });

  it('Given a decline, then its repeat is the same decline, whatever the ticket would be worth by now', async () => {
    const bet = await registeredBet(hub);
    const declined = await cashOutTicket(hub, bet, { key: 'k', amount: '50' });
    expect((await cashOutTicket(hub, bet, { key: 'k', amount: '50' })).body).toEqual(declined.body);
    expect((await cashOutTicket(hub, bet, { key: 'k2' })).body.status).toBe('accepted');
  });

  it('Given ten requests with two keys at once on each of 50 bets, then each is paid exactly once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const bet = await registeredBet(hub);
      const keys = Array.from({ length: 10 }, (_, n) => `${round}-${n % 2}`);
      const answers = await Promise.all(keys.map((key) => cashOutTicket(hub, bet, { key })));
      const created = answers.filter(({ status }) => status === 201);
      expect(created, `round ${round}`).toHaveLength(1);
      for (const { body } of answers.filter(({ status }) => status === 200)) {
        expect(body).toEqual(created[0]?.body);
      }
      const { body } = await hub.call('GET', bet.path);
      expect(body.cashouts).toMatchObject([{ status: 'accepted', settled: eur('90.00') }]);
      expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    }
  });

  it('Given parts race for one stake, then together they never take more than it', async () => {
    const bet = await registeredBet(hub);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        Array.from({ length: 6 }, () => cashOutTicket(hub, bet, { stake: '40', amount: '36' })),
      );
    }
    const { body } = await hub.call('GET', bet.path);
    expect(body.remainingStake).toEqual(eur('20.00'));
    expect(body.cashouts.map(({ settled }: { settled: object }) => settled)).toEqual([
      eur('36.00'),
      eur('36.00'),
    ]);
  });
});
