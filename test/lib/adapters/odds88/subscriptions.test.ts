import { describe, expect, it } from 'vitest';
import type { SubscriptionOutcome } from '../../../../lib/ports/subscription-provider.ts';
import { type Answer, refusingUrl, socketOf } from '../http/local-server.ts';
import { aHub, json, start } from './odds88-hub.ts';

const soon = start + 20_000;
const ok = json(200, '');

/** `done`, `refused provider-rejected`, `failed provider-throttled`. */
function short(outcome: SubscriptionOutcome): string {
  return outcome.outcome === 'done' ? 'done' : `${outcome.outcome} ${outcome.reason.code}`;
}

describe.each(['subscribe', 'unsubscribe'] as const)('%s', (operation) => {
  it('Given some bets, Then they are posted once, exactly so', async () => {
    const hub = await aHub();
    expect(await hub.subscriptions[operation](['id1', 'id2'], soon)).toEqual({ outcome: 'done' });
    expect(hub.seen(operation)).toHaveLength(1);
    expect(hub.seen(operation)).toMatchObject([
      {
        method: 'POST',
        path: `/api/Cashout/${operation}`,
        body: '{"betIds":["id1","id2"]}',
        headers: {
          authorization: expect.stringMatching(/^Bearer s3cret-\d+$/),
          'content-type': 'application/json',
        },
      },
    ]);
  });

  it.each<[string, Answer, string]>([
    ['200', ok, 'done'],
    ['200 with any body', json(200, '<html>'), 'done'],
    ['204', json(204, ''), 'done'],
    ['202', json(202, ''), 'failed provider-error'],
    ['a redirect', json(302, ''), 'failed provider-error'],
    ['400', json(400, '{"title":"s3cret"}'), 'refused provider-rejected'],
    ['422', json(422, ''), 'refused provider-rejected'],
    ['403', json(403, ''), 'failed provider-error'],
    ['404', json(404, ''), 'failed provider-error'],
    ['408', json(408, ''), 'failed provider-error'],
    ['429', json(429, ''), 'failed provider-throttled'],
    ['500', json(500, 's3cret'), 'failed provider-error'],
    ['503', json(503, ''), 'failed provider-error'],
    ['a reset', (_, response) => void socketOf(response).resetAndDestroy(), 'failed provider-unreachable'],
  ])('Given %s, Then it comes to its outcome with one POST', async (_, answer, expected) => {
    const hub = await aHub({ [operation]: [answer] });
    expect(short(await hub.subscriptions[operation](['id1'], soon))).toBe(expected);
    expect(hub.seen(operation)).toHaveLength(1);
    expect(hub.logged()).not.toContain('s3cret');
  });

  it('Given a 401, Then it is answered once with another token', async () => {
    const hub = await aHub({ [operation]: [json(401, ''), ok] });
    expect(short(await hub.subscriptions[operation](['id1'], soon))).toBe('done');
    const [first, second] = hub.seen(operation);
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
    expect(hub.seen('login')).toHaveLength(2);
  });

  it('Given 401 twice, Then it failed: that says nothing about the bets', async () => {
    const hub = await aHub({ [operation]: [json(401, '')] });
    expect(short(await hub.subscriptions[operation](['id1'], soon))).toBe('failed provider-error');
    expect(hub.seen(operation)).toHaveLength(2);
  });

  it('Given nobody who listens, no token, or no time, Then it could not be asked', async () => {
    const nobody = await aHub({}, { baseUrl: await refusingUrl() });
    expect(short(await nobody.subscriptions[operation](['id1'], soon))).toBe('failed provider-unreachable');
    const noToken = await aHub({ login: [json(401, '"s3cret"')] });
    expect(short(await noToken.subscriptions[operation](['id1'], soon))).toBe('failed provider-unreachable');
    expect(noToken.seen(operation)).toHaveLength(0);
    expect(noToken.logged()).not.toContain('s3cret');
    const late = await aHub();
    expect(short(await late.subscriptions[operation](['id1'], start))).toBe('failed provider-unreachable');
    expect(late.seen(operation)).toHaveLength(0);
  });

  it.each([
    ['the deadline of the settings', soon, 8_000],
    ['the time given', start + 3_000, 3_000],
  ])('Given no answer, Then it is over by %s', async (_, by, afterMs) => {
    const hub = await aHub({ [operation]: [() => hub.clock.advance(afterMs)] });
    expect(short(await hub.subscriptions[operation](['id1'], by))).toBe('failed provider-unreachable');
    expect(hub.clock.now()).toBe(start + afterMs);
  });

  it('Given a slow login, Then the call has what is left of the deadline', async () => {
    const hub = await aHub({
      login: [
        async (request, response) => {
          await hub.clock.advance(3_000);
          await json(200, '"s3cret-slow"')(request, response);
        },
      ],
      [operation]: [() => hub.clock.advance(5_000)],
    });
    expect(short(await hub.subscriptions[operation](['id1'], soon))).toBe('failed provider-unreachable');
    expect(hub.clock.now()).toBe(start + 8_000);
  });
});

it('Given the settings, Then the limits are what they say', async () => {
  const hub = await aHub({}, { maxBetIdsPerCall: 7, callsPerSecond: 3 });
  expect(await hub.subscriptions.limits()).toEqual({ betsPerCall: 7, callsPerSecond: 3 });
});
