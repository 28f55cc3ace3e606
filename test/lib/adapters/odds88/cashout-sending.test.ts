import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import type { PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { refusingUrl } from '../http/local-server.ts';
import { aHub, aHubOn, amount, aRequest, json, paid, place, short, start } from './odds88-hub.ts';

describe('a 401', () => {
  it('Given one, Then it is answered once with another token, a moment after the first', async () => {
    const { hub, outcome } = await place({ cashout: [json(401, ''), paid] });
    expect(short(outcome)).toBe('accepted 90');
    const [first, second] = hub.seen('cashout');
    expect(second?.body).toBe(first?.body);
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
    expect(hub.seen('login')).toHaveLength(2);
    expect(hub.clock.now()).toBeGreaterThanOrEqual(start + 250);
  });

  it('Given two, Then it is final: never executed', async () => {
    const { hub, outcome } = await place({ cashout: [json(401, '')] });
    expect(outcome).toEqual({
      outcome: 'never-sent',
      reason: { code: 'provider-error', provider: null },
      evidence: 'answered 401 twice',
    });
    expect(hub.seen('cashout')).toHaveLength(2);
    expect(hub.seen('login')).toHaveLength(2);
  });

  it.each([
    ['503', json(503, ''), 'unclear'],
    ['429', json(429, ''), 'never-sent provider-throttled'],
    ['a rejection', json(200, '{"success":false}'), 'declined provider-rejected'],
  ])('Given one and then %s, Then that is what counts', async (_, second, expected) => {
    const { hub, outcome } = await place({ cashout: [json(401, ''), second] });
    expect(short(outcome)).toBe(expected);
    expect(hub.seen('cashout')).toHaveLength(2);
  });

  it('Given one and no other token, Then it ends unsent', async () => {
    const { hub, outcome } = await place({
      cashout: [json(401, '')],
      login: [json(200, '"s3cret"'), json(503, '')],
    });
    expect(short(outcome)).toBe('never-sent provider-unreachable');
    expect(hub.seen('cashout')).toHaveLength(1);
  });

  it('Given one past the time to send, Then it is not answered any more', async () => {
    const hub = await aHub({
      cashout: [
        async (request, response) => {
          await hub.clock.advance(101);
          await json(401, '')(request, response);
        },
      ],
    });
    const outcome = await hub.cashouts.place(aRequest({ sendBefore: start + 100 }));
    expect(short(outcome)).toBe('never-sent provider-unreachable');
    expect(hub.seen('cashout')).toHaveLength(1);
  });

  it('Given one for each of fifty cashouts at once, Then one login replaces the token', async () => {
    let refused: string | undefined;
    const hub = await aHub({
      cashout: [
        (request, response) => {
          refused ??= request.headers.authorization;
          return (request.headers.authorization === refused ? json(401, '') : paid)(request, response);
        },
      ],
    });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => hub.cashouts.place(aRequest())));
    expect(new Set(outcomes.map(short))).toEqual(new Set(['accepted 90']));
    expect(hub.seen('login')).toHaveLength(2);
  });
});

describe('a cashout that must not leave', () => {
  it('Given a token at hand, When its time is over, Then it is not sent', async () => {
    const { hub } = await place({});
    await hub.clock.advance(10_001);
    const outcome = await hub.cashouts.place(aRequest());
    expect(outcome).toMatchObject({ outcome: 'never-sent', reason: { code: 'provider-unreachable' } });
    expect(hub.seen('cashout')).toHaveLength(1);
  });

  it('Given its very last millisecond, Then it is still sent', async () => {
    const { hub } = await place({});
    await hub.clock.advance(10_000);
    expect(short(await hub.cashouts.place(aRequest()))).toBe('accepted 90');
  });

  it('Given a connection that took until after its time, Then it is not sent', async () => {
    const clock = manualClock(start);
    let late = 0;
    const clientClock: Clock = { ...clock, now: () => clock.now() + late };
    const hub = await aHubOn(clock, clientClock, {});
    await hub.cashouts.place(aRequest());
    // Time stands still until the connection is begun, and jumps before it stands.
    const onConnect = () => {
      late = 10_001;
    };
    subscribe('net.client.socket', onConnect);
    onTestFinished(() => void unsubscribe('net.client.socket', onConnect));
    const outcome = await hub.cashouts.place(aRequest());
    expect(outcome).toMatchObject({ outcome: 'never-sent', evidence: 'not sent: too late to send' });
    expect(hub.seen('cashout')).toHaveLength(1);
  });

  it('Given a token that came too late, Then it is not sent', async () => {
    const hub = await aHub({ login: [() => hub.clock.advance(100)] });
    const outcome = await hub.cashouts.place(aRequest({ sendBefore: start + 100 }));
    expect(outcome).toMatchObject({ outcome: 'never-sent', evidence: 'no token: no token in time' });
    expect(hub.seen('cashout')).toHaveLength(0);
  });

  it('Given no token, Then it is not sent, and says why without a secret', async () => {
    const { hub, outcome } = await place({ login: [json(401, '"s3cret"')] });
    expect(outcome).toEqual({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable', provider: null },
      evidence: 'no token: login answered 401',
    });
    expect(hub.seen('cashout')).toHaveLength(0);
    expect(hub.logged()).not.toContain('s3cret');
  });

  it('Given nobody who listens, Then it is not sent', async () => {
    const hub = await aHub();
    await hub.cashouts.place(aRequest());
    const gone = await refusingUrl();
    Object.assign(hub.settings, { baseUrl: gone });
    expect(await hub.cashouts.place(aRequest())).toEqual({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable', provider: null },
      evidence: 'not sent: ECONNREFUSED',
    });
  });

  it.each<[string, Partial<PlaceRequest>, string]>([
    ['a policy Odds88 cannot keep', { priceChange: 'rise' }, 'not-supported'],
    ['a forced cashout', { kind: 'forced', priceChange: null }, 'not-supported'],
    ['a partial cashout', { kind: 'partial', stake: amount('10') }, 'not-supported'],
    ['no currency', { amount: amount('90', null) }, 'not-supported'],
    ['16 digits', { amount: amount('92.30000000000001') }, 'amount-out-of-limits'],
  ])('Given %s, Then it is refused before anything is asked', async (_, changes, code) => {
    const { hub, outcome } = await place({}, changes);
    expect(short(outcome)).toBe(`never-sent ${code}`);
    expect(hub.server.requests).toHaveLength(0);
  });
});
