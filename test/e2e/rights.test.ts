import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifest } from '../../functions/manifest.ts';
import type { Uses } from '../../functions/manifest-types.ts';
import { openDataDir } from '../../infra/local/data-dir.ts';
import { type LocalDatabase, openDatabase } from '../../infra/local/database.ts';
import { TableUnavailable } from '../../infra/local/database-tap.ts';
import { activity } from '../../infra/local/engine/activity.ts';
import { asDeclared, localRights, type UsedRights } from '../../infra/local/rights.ts';
import { type LocalSystem, startLocal } from '../../infra/local/start.ts';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { betPk, betSk, workPartition, workShardOf } from '../../lib/adapters/dynamodb/keys.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { declinedKept } from '../../lib/domain/bet/archive.ts';
import { type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import { aCashout } from '../support/builders.ts';
import { silentLog } from '../support/silent.ts';
import { betcoreFault, callBetcorePath, newBetcoreBet } from './support/betcore.ts';
import { accepted, declined, newOrder, postTo, webhookUrl } from './support/databet.ts';
import {
  type Answer,
  cashOut,
  databaseUnderTest,
  eventTypesOf,
  type Hub,
  hubAt,
  type SeededBet,
  seedGr8Bet,
  sentFor,
  setFault,
} from './support/hub.ts';
import {
  cashOutOdds88,
  changeOdds88Bet,
  feedConnected,
  odds88Fault,
  odds88Path,
  seedOdds88Bet,
} from './support/odds88.ts';
import { cashOutTicket, envelope, nativePath, registeredBet, ticketWorth } from './support/oddsgigant.ts';

let folder: string;
let system: LocalSystem;
let hub: Omit<Hub, 'close'>;
/** Set by a test: this many answers to writes of the ledger do not arrive. */
let answersToLose = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
  await storeUnreadableBet();
  await storeArchivedBets();
  await storeUnpublishedDecline();
  system = await startLocal({
    port: 0,
    log: silentLog,
    dataDir: folder,
    database: databaseUnderTest(),
    standing: false,
    hooks: { afterLedgerWrite: loseAnswer },
  });
  hub = hubAt(system.url, system.token);
});

afterAll(async () => {
  await system?.close();
  rmSync(folder, { recursive: true, force: true });
});

/*
 * Too little granted is an outage of one path, too much is a risk nobody looks at. So every operation is driven
 * along every path on which it calls AWS, and what it asked for there is what its role must be given.
 */
describe('every operation, along every path', () => {
  it('Given a cashout was archived before its event came, then its pay-out looks it up there', async () => {
    await hub.control('POST', '/outages', { target: 'pay-out-betcore', on: true });
    await storedEventPublished();
    // Published in the one, archived in the next.
    await pass(2 * minuteMs);
    await hub.control('POST', '/outages', { target: 'pay-out-betcore', on: false });
    await hub.control('POST', '/drain');
    const { queues } = (await hub.control('GET', '/queues')).body;
    const idle = { waiting: 0, inFlight: 0, deadLetters: 0 };
    expect(queues).toContainEqual(expect.objectContaining({ name: 'pay-out-betcore', ...idle }));
  });

  it('Given nobody has a token yet, then quotes log in', async () => {
    const bet = await seedGr8Bet(hub);
    expect((await quote(bet)).body.quotes[0].status).toBe('available');
  });

  it('Given something is looked up, then it is found or not', async () => {
    const bet = await seedGr8Bet(hub);
    expect((await hub.call('GET', '/v1/providers')).status).toBe(200);
    expect((await hub.call('GET', bet.path)).status).toBe(404);
    const { body } = await cashOut(hub, bet);
    expect((await hub.call('GET', bet.path)).status).toBe(200);
    expect((await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`)).status).toBe(200);
    expect((await hub.call('GET', `${bet.path}/cashouts/co_none`)).status).toBe(404);
    expect((await hub.call('GET', '/v1/unresolved')).body.items).toEqual([]);
  });

  it('Given registrations and closures race, then the losers read what won', async () => {
    const bet = await seedGr8Bet(hub);
    const body = { stake: { value: '100.00', currency: 'EUR' } };
    const registered = await Promise.all(
      ['p1', 'p2'].map((playerId) => hub.call('PUT', bet.path, { body: { ...body, playerId } })),
    );
    expect(registered.map(({ status }) => status).sort()).toEqual([201, 409]);
    const closure = { body: { actor: 'jo', reason: 'settled' } };
    const closed = await Promise.all([1, 2, 3].map(() => hub.call('POST', `${bet.path}/closure`, closure)));
    expect(closed.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('Given cashouts race, repeat and contradict each other, then one is placed', async () => {
    const bet = await seedGr8Bet(hub);
    const keys = ['a', 'b', 'a', 'b', 'a', 'b'];
    const answers = await Promise.all(keys.map((key) => cashOut(hub, bet, { key })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const key of keys) await cashOut(hub, bet, { key });
    expect((await cashOut(hub, bet, { key: 'a', amount: '1.00' })).status).toBeGreaterThanOrEqual(409);
  });

  it.each([
    [{ kind: 'reject' }, 'declined'],
    [{ kind: 'status', status: 429 }, 'declined'],
    [{ kind: 'status', status: 401 }, 'accepted'],
  ])('Given GR8 answers %j, then it is %s', async (fault, status) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, ...fault });
    expect((await cashOut(hub, bet)).body.status).toBe(status);
  });

  it('Given the token has expired, then whoever needs one first logs in', async () => {
    const [first, second] = [await seedGr8Bet(hub), await seedGr8Bet(hub)];
    await pass(longerThanTokensMs);
    expect((await cashOut(hub, first)).body.status).toBe('accepted');
    await pass(longerThanTokensMs);
    expect((await quote(second)).body.quotes[0].status).toBe('available');
    await pass(longerThanTokensMs);
    const partial = await seedGr8Bet(hub, { partialRatio: '0.5' });
    const part = { stake: { value: '10', currency: 'EUR' }, amount: { value: '5', currency: 'EUR' } };
    expect((await post(partial, 'partial-cashouts', part)).body.status).toBe('accepted');
    await pass(longerThanTokensMs);
    const forced = { amount: { value: '5', currency: 'EUR' }, actor: 'jo', reason: 'goodwill' };
    expect((await post(await seedGr8Bet(hub), 'forced-cashouts', forced)).body.status).toBe('accepted');
  });

  it("Given GR8's own paths are used, then each logs in where it is the first", async () => {
    const headers = { 'x-operator-id': '77', 'x-brand': 'b', 'x-player-id': 'p1' };
    const path = '/v1/sport/v1/bet/cashout';
    const native = async (target: string, more: object) => {
      await pass(longerThanTokensMs);
      const { betId } = await seedGr8Bet(hub, { partialRatio: '0.5' });
      const body = { betId, amount: 5, ...more };
      expect((await hub.call('POST', target, { headers, body })).body.result).toBe('Success');
    };
    await native(path, { priceChangePolicy: 'Any' });
    await native('/v1/sport/v1/bet/partial-cashout', { betAmount: 10, priceChangePolicy: 'Any' });
    await native('/v1/sport/v0/bet/forced-cashout', {});
    await pass(longerThanTokensMs);
    const { betId } = await seedGr8Bet(hub);
    expect((await hub.call('GET', `${path}?betIds=${betId}`, { headers })).body).toHaveLength(1);
  });

  it('Given Odds88 bets are followed and left, then whoever is refused first logs in', async () => {
    const [one, other] = [await seedOdds88Bet(hub), await seedOdds88Bet(hub)];
    const body = (more: object = {}) => ({ body: { provider: 'odds88', betIds: [one.betId], ...more } });
    const refused = (operation: string) =>
      odds88Fault(hub, { operation, times: 1, kind: 'status', status: 401 });
    for (const [subscribe, unsubscribe, native] of [
      ['/v1/subscriptions', '/v1/subscriptions/cancel', false],
      [odds88Path.subscribe, odds88Path.unsubscribe, true],
    ] as const) {
      await refused('subscribe');
      expect((await hub.call('POST', subscribe, body())).status).toBe(200);
      // One who joins, and one who finds the provider away.
      await hub.call('POST', '/v1/subscriptions', body({ viewerId: 'b' }));
      await hub.call('POST', subscribe, body());
      await odds88Fault(hub, { operation: 'subscribe', times: 2, kind: 'status', status: 500 });
      const failed = await hub.call('POST', subscribe, {
        body: { provider: 'odds88', betIds: [other.betId] },
      });
      expect(native ? failed.status : failed.body.failed).toEqual(native ? 500 : [expect.anything()]);
      await hub.call('POST', unsubscribe, body());
      await hub.call('POST', unsubscribe, body({ viewerId: 'b' }));
      await hub.call('POST', '/v1/subscriptions/cancel', body({ viewerId: 'b' }));
      await hub.call('POST', subscribe, body());
      await refused('unsubscribe');
      await hub.call('POST', unsubscribe, body());
    }
  });

  it('Given Odds88 bets are quoted and followed at once, then they are, or are taken back', async () => {
    const [one, other] = [await seedOdds88Bet(hub), await seedOdds88Bet(hub)];
    const quoted = async ({ betId }: SeededBet) => {
      const bets = [{ provider: 'odds88', betId }];
      const { body } = await hub.call('POST', '/v1/quotes', { body: { bets, subscribe: true } });
      return body.quotes[0].reason.code;
    };
    expect(await quoted(one)).toBe('quote-pending');
    await odds88Fault(hub, { operation: 'subscribe', times: 2, kind: 'status', status: 500 });
    expect(await quoted(other)).toBe('provider-error');
  });

  it('Given Odds88 bets that are followed are closed and cashed out, then they are not followed any more', async () => {
    const bets = [await seedOdds88Bet(hub), await seedOdds88Bet(hub)] as const;
    const [closed, cashedOut] = bets;
    const betIds = bets.map(({ betId }) => betId);
    await hub.call('POST', '/v1/subscriptions', { body: { provider: 'odds88', betIds } });
    await hub.call('POST', `${closed.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    expect((await cashOutOdds88(hub, cashedOut)).body.status).toBe('accepted');
    expect(await eventTypesOf(hub, cashedOut)).toEqual(['CashoutSettled']);
  });

  it('Given small groups and an interest that ends, when they are renewed, then they are packed and it is ended', async () => {
    for (const keepForSeconds of [60, ...Array.from({ length: 20 }, () => 7_200)]) {
      const { betId } = await seedOdds88Bet(hub);
      await hub.call('POST', '/v1/subscriptions', {
        body: { provider: 'odds88', betIds: [betId], keepForSeconds },
      });
    }
    await odds88Fault(hub, { operation: 'subscribe', times: 1, kind: 'status', status: 401 });
    await pass(20 * minuteMs);
  });

  it.each(['hub', 'native'])(
    'Given Odds88 refuses the token of a cashout (%s), then it logs in',
    async (face) => {
      const bet = await seedOdds88Bet(hub);
      await odds88Fault(hub, { operation: 'cashout', times: 1, kind: 'status', status: 401 });
      if (face === 'hub') expect((await cashOutOdds88(hub, bet)).body.status).toBe('accepted');
      else {
        const amount = { localAmount: 9000, precision: 2, currency: 'USD' };
        const body = { betId: bet.betId, priceChange: 1, amount };
        expect((await hub.call('POST', odds88Path.cashout, { body })).body.success).toBe(true);
      }
    },
  );

  it('Given the outcome of an Odds88 cashout is not known, then the sweeper follows its bet, or takes that back', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', times: 1, kind: 'status', status: 500 });
    expect((await cashOutOdds88(hub, bet)).body.status).toBe('unknown');
    await odds88Fault(hub, { operation: 'subscribe', times: 100, kind: 'status', status: 500 });
    await pass(2 * minuteMs);
    await hub.control('DELETE', '/simulators/odds88/faults');
    await odds88Fault(hub, { operation: 'subscribe', times: 1, kind: 'status', status: 401 });
    await pass(3 * minuteMs);
    await hub.control('DELETE', '/simulators/odds88/faults');
  });

  it('Given the feed is read, then it keeps values, hears of cashouts made elsewhere, and hands over', async () => {
    const bet = await seedOdds88Bet(hub);
    await hub.control('POST', '/schedules/read-odds88-feed/run');
    await feedConnected(hub);
    await hub.call('POST', '/v1/subscriptions', { body: { provider: 'odds88', betIds: [bet.betId] } });
    const quoted = async () => {
      const bets = [{ provider: 'odds88', betId: bet.betId }];
      return (await hub.call('POST', '/v1/quotes', { body: { bets } })).body.quotes[0].status;
    };
    await expect.poll(quoted, { timeout: 10_000 }).toBe('available');
    await changeOdds88Bet(hub, bet, { status: 'cashed-out' });
    await expect.poll(quoted, { timeout: 10_000 }).toBe('cashed-out');
    await pass(15 * minuteMs);
  });

  it('Given tickets are priced on both paths, and bets cashed out by them, then each reads its settings', async () => {
    const ticket = ticketWorth(90);
    const calculated = await hub.call('POST', '/v1/cashout-calculations', { body: ticket });
    expect(calculated.body.value).toBe('90.00');
    const native = { body: { ...(await envelope(hub)), ...ticket }, token: null };
    expect((await hub.call('POST', nativePath, native)).body.cashout).toBe(90);
    const bet = await registeredBet(hub);
    expect((await cashOutTicket(hub, bet, { stake: '50', amount: '45' })).body.status).toBe('accepted');
    expect((await cashOutTicket(hub, bet, { amount: '45' })).body.status).toBe('accepted');
  });

  it('Given DATA.BET calls back, in time, twice, late, and with an answer of the store lost, then all is taken', async () => {
    const base = await webhookUrl(hub);
    const tell = async (what: string, body?: object) => (await postTo(`${base}/${what}`, { body })).status;
    const order = newOrder();
    const [yes, no] = [accepted(order), declined(order)];
    expect(await tell('heartbeat')).toBe(204);
    for (const body of [yes, yes]) expect(await tell('bet/cash-out-orders/accepted', body)).toBe(204);
    for (const body of [no, no]) expect(await tell('bet/cash-out-orders/declined', body)).toBe(204);
    expect((await hub.call('GET', order.path)).body.cashouts[0].status).toBe('reversed');
    const other = newOrder();
    for (const [what, body] of [
      ['accepted', accepted(other)],
      ['declined', declined(other)],
    ] as const) {
      // So that no other operation writes first.
      await hub.control('POST', '/drain');
      answersToLose = 1;
      expect(await tell(`bet/cash-out-orders/${what}`, body)).toBe(204);
      expect(answersToLose).toBe(0);
    }
    const raced = newOrder();
    const race = Array.from({ length: 6 }, () => tell('bet/cash-out-orders/accepted', accepted(raced)));
    expect(await Promise.all(race)).toEqual(Array(6).fill(204));
  });

  it('Given webhooks are taken, refused for good, and taken again, then they are, and every event is archived', async () => {
    for (const status of [204, 410]) {
      await hub.control('POST', '/webhooks', { status, times: 1 });
      await cashOut(hub, await seedGr8Bet(hub));
      await hub.control('POST', '/drain');
    }
    const { received } = (await hub.control('GET', '/webhooks')).body;
    expect(received.map(({ status }: { status: number }) => status)).toEqual(
      expect.arrayContaining([204, 410]),
    );
    await hub.control('DELETE', '/webhooks');
    expect((await hub.control('GET', '/archive')).body.keys).not.toEqual([]);
  });

  it('Given cashouts with a pay-out, then it is reserved, once for two bets, and whoever shows them reads it', async () => {
    const payOut = { via: 'betcore', sessionId: 's-rights', betcoreBetId: 'b-rights' };
    const [bet, other] = [await seedGr8Bet(hub), await seedGr8Bet(hub)];
    const { body } = await cashOut(hub, bet, { body: { payOut } });
    expect((await cashOut(hub, other, { body: { payOut } })).body.code).toBe('pay-out-already-attached');
    const registration = { playerId: 'p1', stake: { value: '100', currency: 'EUR' }, payOut };
    const shown = [
      await hub.call('PUT', bet.path, { body: registration }),
      await hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } }),
      await hub.call('GET', bet.path),
    ];
    const seen = shown.map((answer) => answer.body.cashouts[0]);
    seen.push((await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`)).body);
    for (const cashout of seen) expect(cashout.payOut.betcoreBetId).toBe('b-rights');
  });

  it('Given pay-outs are lost, refused, repeated and resolved, then the sweeper and a person finish them', async () => {
    for (const fault of [{ kind: 'status', status: 500 }, { kind: 'reject' }]) {
      const pays = newBetcoreBet();
      await betcoreFault(hub, fault);
      await cashOut(hub, await seedGr8Bet(hub), { body: { payOut: { via: 'betcore', ...pays } } });
      await hub.control('POST', '/drain');
      await pass(2 * minuteMs);
      const body = { outcome: 'retry', actor: 'jo', note: 'the session is open again' };
      const path = `/v1/pay-outs/betcore/${pays.betcoreBetId}/resolution`;
      const resolved = await Promise.all([1, 2, 3].map(() => hub.call('POST', path, { body })));
      const status = fault.kind === 'reject' ? 200 : 409;
      expect(resolved.map((answer) => answer.status)).toEqual([status, status, status]);
    }
    const native = newBetcoreBet();
    const race = await Promise.all([1, 2, 3].map(() => callBetcorePath(hub, native)));
    for (const { status } of race) expect([200, 500]).toContain(status);
    expect((await callBetcorePath(hub, native)).body._responseCode).toBe(1);
  });

  it('Given bets with archives, then an id or a key that is new to their items is looked up there', async () => {
    const { betId, path } = archivedBet('gr8');
    expect((await hub.call('GET', path)).body.cashouts).toHaveLength(1);
    expect((await hub.call('GET', `${path}/cashouts/co_1`)).body.status).toBe('declined');
    const resolution = { body: { outcome: 'declined', actor: 'jo', note: 'not in their report' } };
    expect((await hub.call('POST', `${path}/cashouts/co_1/resolution`, resolution)).status).toBe(409);
    const [amount, stake] = ['5', '10'].map((value) => ({ value, currency: 'EUR' }));
    // A key of its own for each: what one of them begins stands in the item.
    const ask = (what: string, body: object) => {
      const headers = { 'idempotency-key': what };
      return hub.call('POST', `${path}/${what}`, { headers, body: { playerId: 'p1', ...body } });
    };
    const headers = { 'x-operator-id': '77', 'x-brand': 'b', 'x-player-id': 'p1' };
    const native = (more: object) => ({ headers, body: { betId, amount: 5, ...more } });
    const answers = [
      await ask('cashouts', { amount, priceChange: 'any' }),
      await ask('partial-cashouts', { amount, stake }),
      await ask('forced-cashouts', { amount, actor: 'jo', reason: 'goodwill' }),
      await hub.call('POST', '/v1/sport/v1/bet/cashout', native({ priceChangePolicy: 'Any' })),
      await hub.call(
        'POST',
        '/v1/sport/v1/bet/partial-cashout',
        native({ betAmount: 10, priceChangePolicy: 'Any' }),
      ),
      await hub.call('POST', '/v1/sport/v0/bet/forced-cashout', native({})),
      await hub.call('POST', odds88Path.cashout, {
        body: {
          betId: archivedBet('odds88').betId,
          priceChange: 1,
          amount: { localAmount: 9000, precision: 2, currency: 'USD' },
        },
      }),
    ];
    for (const { status } of answers) expect(status).toBeLessThan(500);
  });

  it('Given the stream delivers nothing, then the sweeper publishes', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.control('POST', '/outages', { target: 'stream', on: true });
    await cashOut(hub, bet);
    await pass(3 * minuteMs);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    await hub.control('POST', '/outages', { target: 'stream', on: false });
  });

  it('Given an outcome cannot be written, then the sweeper ends its lease', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'delay', delayMs: 1_000, times: 1 });
    const answer = cashOut(hub, bet);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    await hub.control('POST', '/outages', { target: 'table', on: true });
    await pass(minuteMs / 2);
    expect((await answer).body.status).toBe('pending');
    await hub.control('POST', '/outages', { target: 'table', on: false });
    await pass(2 * minuteMs);
    expect((await hub.call('GET', bet.path)).body.cashouts[0].status).toBe('unknown');
  });

  it('Given an unknown outcome outlasts the token, then the sweeper asks on, and a person settles it', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'status-after-effect', status: 500, times: 1 });
    const { body } = await cashOut(hub, bet);
    await pass(2 * longerThanTokensMs);
    expect((await hub.call('GET', '/v1/unresolved')).body.items).not.toEqual([]);
    const path = `${bet.path}/cashouts/${body.cashoutId}/resolution`;
    const resolution = { outcome: 'declined', actor: 'jo', note: 'not in their report' };
    const resolved = await Promise.all([1, 2, 3].map(() => hub.call('POST', path, { body: resolution })));
    expect(resolved.map(({ status }) => status)).toEqual([200, 200, 200]);
    const paid = { ...resolution, outcome: 'accepted', amount: { value: '1.00', currency: 'EUR' } };
    expect((await hub.call('POST', path, { body: paid })).status).toBe(409);
    await hub.control('POST', '/drain');
  });
});

describe('the manifest grants what was used and nothing else', () => {
  it.each(manifest)('Given $id, then it uses exactly what it declares', ({ id, uses }) => {
    const used = system.usedRights().get(id);
    expect(used, `${id} has not run`).toBeDefined();
    expect(sorted(used ?? {}, uses)).toEqual(sorted(uses, uses));
  });
});

const minuteMs = 60_000;
const longerThanTokensMs = 2 * 60 * minuteMs;

function post(bet: SeededBet, what: string, body: object): Promise<Answer> {
  const headers = { 'idempotency-key': 'k' };
  return hub.call('POST', `${bet.path}/${what}`, { headers, body: { playerId: 'p1', ...body } });
}

async function pass(ms: number): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: ms });
}

function quote({ betId }: SeededBet): Promise<Answer> {
  const bets = [{ provider: 'gr8', betId, playerId: 'p1' }];
  return hub.call('POST', '/v1/quotes', { body: { bets } });
}

/** As the SDK tells of a call nobody answered. */
function loseAnswer(): void {
  if (answersToLose === 0) return;
  answersToLose -= 1;
  throw new TableUnavailable('the answer got lost');
}

/** By resource, in one order. */
function sorted(rights: UsedRights | Uses, declared: Uses): Record<string, readonly string[]> {
  const entries: [string, Iterable<string>][] = Object.entries(rights);
  return Object.fromEntries(
    entries.map(([resource, list]) => [resource, [...list].filter(isNeeded(resource)).sort()]),
  );

  /**
   * After a refused write dynalite has to be asked for the item, which AWS hands over with the refusal: where
   * the manifest knows no such read, it is dynalite's.
   */
  function isNeeded(resource: string): (right: string) => boolean {
    const isDynalite = databaseUnderTest() === 'dynalite';
    return (right) =>
      !(isDynalite && resource === 'ledger' && right === 'GetItem' && !declared.ledger?.includes(right));
  }
}

function archivedBet(provider: 'gr8' | 'odds88'): BetRef & SeededBet {
  const betId = '00000000-0000-4000-8000-00000000a7c4';
  return { provider, betId, path: `/v1/bets/${provider}/${betId}` };
}

/** Two bets whose one cashout was archived: that takes the sweeper a day. */
async function storeArchivedBets(): Promise<void> {
  await inDatabase(async ({ client, tables }) => {
    const clock = systemClock();
    const bets = dynamoBetStore({ client, table: tables.ledger, ids: randomIds(), clock });
    for (const provider of ['gr8', 'odds88'] as const) {
      const { betId } = archivedBet(provider);
      const bet = blankBet({ provider, betId });
      await bets.archive(bet, [aCashout('declined', { cashoutId: 'co_1' })]);
      await bets.save({ ...bet, archives: 1 }, clock.now());
    }
  });
}

const lateBet = { provider: 'gr8', betId: '00000000-0000-4000-8000-000000001a7e' } as const;

/**
 * A bet with more declined cashouts than it keeps, one of them with a pay-out, of age, and with an event that nobody
 * has published.
 */
async function storeUnpublishedDecline(): Promise<void> {
  await inDatabase(async ({ client, tables }) => {
    const clock = systemClock();
    const bets = dynamoBetStore({ client, table: tables.ledger, ids: randomIds(), clock });
    const kept = Array.from({ length: declinedKept }, (_, n) =>
      aCashout('declined', { cashoutId: `co_p${n}`, decidedBy: 'person' }),
    );
    const late = aCashout('declined', { cashoutId: 'co_late', payOut: { ...newBetcoreBet(), stake: null } });
    const { cashoutId, status, decidedBy, settled, reason, updatedAt: at } = late;
    const entry = { type: 'CashoutDeclined', cashoutId, sequence: 1, index: 0, at } as const;
    const outbox = [{ ...entry, status, decidedBy, settled, reason, causationId: 'call-1' }];
    await bets.save({ ...blankBet(lateBet), cashouts: [...kept, late], outbox }, clock.now());
  });
}

/** By the sweeper: the stream tells of what was written after the start. */
async function storedEventPublished(): Promise<void> {
  await pass(minuteMs);
  expect(await eventTypesOf(hub, { ...lateBet, path: '' })).toEqual(['CashoutDeclined']);
}

/** A due bet no release of ours has written: the page it is on must be read bet by bet. */
async function storeUnreadableBet(): Promise<void> {
  const pk = betPk({ provider: 'gr8', betId: '00000000-0000-4000-8000-00000000dead' });
  const due = { due: { S: workPartition(workShardOf(pk)) }, dueAt: { N: '1' } };
  const Item = { pk: { S: pk }, sk: { S: betSk }, ...due };
  await inDatabase(({ client, tables }) =>
    client.send(new PutItemCommand({ TableName: tables.ledger, Item })),
  );
}

/** Works in the database before the system under test has it. */
async function inDatabase(work: (database: LocalDatabase) => Promise<unknown>): Promise<void> {
  const dataDir = openDataDir(folder);
  const [kind, rights] = [databaseUnderTest(), localRights(asDeclared)];
  const options = { kind, dataDir, rights, activity: activity(), log: silentLog, hooks: {} };
  const database = await openDatabase(options);
  await work(database);
  await database.close();
  dataDir.release();
}
