import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLetterRoutes } from '../../../../infra/local/control/dead-letters.ts';
import { hourMs, queueUnderTest } from '../engine/queue-under-test.ts';
import { type ControlUnderTest, controlUnderTest } from './control-under-test.ts';

const path = '/_local/queues/wallet/dead-letters';
const ids = (count: number) => Array.from({ length: count }, (_, place) => `m${place}`);

let control: ControlUnderTest;
let enabled: string[];
let broken: boolean;
let wallet: ReturnType<typeof queueUnderTest>;

beforeEach(async () => {
  enabled = [];
  broken = true;
  wallet = queueUnderTest({ failing: () => broken });
  const { queues } = wallet;
  control = await controlUnderTest(
    deadLetterRoutes({
      queues,
      async enableEndpoint(consumer) {
        expect(wallet.counts().deadLetters, 'enabled before anything is sent on').toBeGreaterThan(0);
        enabled.push(consumer);
      },
    }),
  );
});
afterEach(() => control.close());

/** One after the other, so that there is an order. */
async function bury(...messages: readonly string[]): Promise<void> {
  for (const id of messages) {
    wallet.send(id);
    await wallet.rest();
    await wallet.clock.advance(hourMs);
  }
}

async function shown(query = '') {
  const { body } = await control.call('GET', `${path}${query}`);
  return body as { deadLetters: { messageId: string }[]; next: string | null };
}

describe('dead letters', () => {
  it('Given one, then it is shown with its deliveries, when it was given up, and its event', async () => {
    await bury('m0');
    expect((await control.call('GET', path)).body).toEqual({
      deadLetters: [
        {
          messageId: 'm0',
          receives: 3,
          since: expect.stringMatching(/^2026-11-21T12:01:\d\d\.000Z$/),
          event: { id: 'm0' },
        },
      ],
      next: null,
    });
  });

  it('Given many, then pages show each once, newest last, also when some are sent on meanwhile', async () => {
    await bury(...ids(5));
    const first = await shown('?limit=2');
    expect(first.deadLetters.map(({ messageId }) => messageId)).toEqual(['m0', 'm1']);
    await control.call('POST', '/_local/queues/wallet/redrive', { messageIds: ['m0', 'm1'] });
    const second = await shown(`?limit=2&from=${encodeURIComponent(first.next ?? '')}`);
    expect(second.deadLetters.map(({ messageId }) => messageId)).toEqual(['m2', 'm3']);
    const last = await shown(`?limit=2&from=${encodeURIComponent(second.next ?? '')}`);
    expect(last).toMatchObject({ deadLetters: [{ messageId: 'm4' }], next: null });
  });

  it.each(['0', '1001', '1.5', 'many'])('Given limit=%s, then it is refused', async (limit) => {
    expect(await control.call('GET', `${path}?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { error: 'limit must be a whole number from 1 to 1000.' },
    });
  });
});

describe('a redrive', () => {
  const redrive = (body?: unknown) => control.call('POST', '/_local/queues/wallet/redrive', body);

  it('Given no ids, then all are delivered as if they were new, and their endpoint is enabled first', async () => {
    await bury('m0', 'm1');
    broken = false;
    wallet.delivered.length = 0;
    expect((await redrive()).body).toEqual({ redriven: 2 });
    await wallet.rest();
    expect(wallet.delivered.map(({ id, receives }) => ({ id, receives }))).toEqual(
      expect.arrayContaining([
        { id: 'm0', receives: 1 },
        { id: 'm1', receives: 1 },
      ]),
    );
    expect(wallet.delivered).toHaveLength(2);
    expect(wallet.counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 0 });
    expect(enabled).toEqual(['wallet']);
  });

  it('Given ids, then these alone go back, each once, and what is not there does not count', async () => {
    await bury('m0', 'm1');
    broken = false;
    const messageIds = ['m1', 'm1', 'gone'];
    expect((await redrive({ messageIds })).body).toEqual({ redriven: 1 });
    await wallet.rest();
    expect((await shown()).deadLetters).toMatchObject([{ messageId: 'm0' }]);
  });

  it('Given they fail again, then they are dead letters again after as many deliveries', async () => {
    await bury('m0');
    await redrive();
    await wallet.rest();
    await wallet.clock.advance(hourMs);
    expect((await shown()).deadLetters).toMatchObject([{ messageId: 'm0', receives: 3 }]);
    expect(wallet.delivered).toHaveLength(6);
  });

  it.each([
    [{ messageIds: [] }, 'messageIds must name at least one message'],
    [{ messageIds: 'm0' }, 'messageIds must be a list of message ids'],
    [{ ids: ['m0'] }, "unknown: 'ids'"],
    ['{', 'The body is not JSON'],
  ])('Given %j, then it is refused and nothing goes back', async (body, error) => {
    await bury('m0');
    expect(await redrive(body)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(error) },
    });
    expect(wallet.counts()).toMatchObject({ deadLetters: 1 });
  });

  it.each([
    ['GET', '/_local/queues/walet/dead-letters'],
    ['POST', '/_local/queues/walet/redrive'],
  ])('Given %s %s, then the consumers there are, are named', async (method, call) => {
    expect(await control.call(method, call)).toEqual({
      status: 404,
      body: { error: "There is no consumer 'walet'.", hint: 'There are: wallet.' },
    });
  });
});
