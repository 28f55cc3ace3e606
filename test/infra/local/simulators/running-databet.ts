import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type Activity, activity as newActivity } from '../../../../infra/local/engine/activity.ts';
import { startSimulators } from '../../../../infra/local/simulators/start-simulators.ts';
import { type ManualClock, manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { eventually } from '../eventually.ts';
import { type Reply, request, start } from './running-simulators.ts';

export const secret = 'a-secret-of-43-characters-nobody-could-guess';
export const betId = 'AAAAAAAAAAAAAAAAAaVSZ1rf1k0BuhAAAOAdRQAY';

/** What the server that stands for the hub was sent. */
export interface Received {
  readonly path: string;
  /** As on the wire: names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** Milliseconds since the simulators were started, on their clock. */
  readonly at: number;
}

/** How it answers: a status, a broken connection, silence, or with a status once a promise is fulfilled. */
export type HubAnswer = number | 'reset' | 'silence' | Promise<number>;

export interface RunningDatabet {
  readonly url: string;
  readonly clock: ManualClock;
  readonly activity: Activity;
  readonly received: readonly Received[];
  /** Resolves once the hub was sent so many. */
  hasReceived(count: number): Promise<void>;
  /** `accepted o1`, `declined o1`, … as they came. */
  told(): readonly string[];
  /** Answers of the hub to come, one each; 204 when there is none left. */
  answerNext(...answers: readonly HubAnswer[]): void;
  /** Decides where `answerNext` has nothing left. */
  answerBy(answer: (received: Received) => HubAnswer): void;
  /** A call of the control API; `path` starts after `/_local/simulators/databet`. */
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  seed(bet?: Readonly<Record<string, unknown>>): Promise<Reply>;
  fault(fault: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** The player cashes out. */
  cashOut(
    order?: object,
    betId?: string,
  ): Promise<{ orderId: string; requestId: string; delivered: boolean }>;
  decline(orderId: string, betId?: string): Promise<{ requestId: string; delivered: boolean }>;
  callback(body: object): Promise<Reply>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  truth(betId?: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  requests(): Promise<readonly any[]>;
}

export interface DatabetOptions {
  /** @default true */
  readonly targeted?: boolean;
}

/** DATA.BET's simulator on a clock of its own, and a server for it to call. */
export async function runningDatabet({ targeted = true }: DatabetOptions = {}): Promise<RunningDatabet> {
  const activity = newActivity();
  const clock = manualClock(start, async () => {
    await nextTurn();
    // For callbacks nobody answers; all others take milliseconds.
    await activity.settled(1_000);
  });
  const received: Received[] = [];
  const answers: HubAnswer[] = [];
  let answerOf: (received: Received) => HubAnswer = () => 204;
  const hub = createServer(async (incoming, response) => {
    const { url: path = '', rawHeaders } = incoming;
    const call = { path, rawHeaders, body: await text(incoming), at: clock.now() - start };
    received.push(call);
    await answerWith(response, answers.shift() ?? answerOf(call));
  });
  hub.listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const simulators = await startSimulators({ clock, port: 0, activity });
  onTestFinished(async () => {
    await simulators.close();
    hub.closeAllConnections();
    hub.close();
  });
  const { port } = hub.address() as AddressInfo;
  if (targeted) simulators.callBack(`http://127.0.0.1:${port}/webhooks/databet/${secret}`);

  const control: RunningDatabet['control'] = (method, path, body) =>
    request(`${simulators.url}/_local/simulators/databet${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const requests: RunningDatabet['requests'] = async () =>
    ((await control('GET', '/requests')).json() as { requests: [] }).requests;

  return {
    url: simulators.url,
    clock,
    activity,
    received,
    hasReceived: (count) =>
      eventually(`${count} callbacks`, async () => {
        // Each look is a call, which lets the server read on.
        await requests();
        return received.length >= count;
      }),
    told: () =>
      received.map(({ path, body }) => {
        const said = JSON.parse(body);
        return `${path.split('/').at(-1)} ${said.cash_out_order_id ?? said.cash_out_order_ids}`;
      }),
    answerNext: (...next) => void answers.push(...next),
    answerBy(answer) {
      answerOf = answer;
    },
    control,
    seed: (bet = {}) =>
      control('POST', '/bets', { betId, stake: '100', currency: 'EUR', cashoutValue: '92.5', ...bet }),
    fault: (fault) => control('POST', '/faults', fault),
    cashOut: async (order, id = betId) =>
      (await control('POST', `/bets/${id}/cash-outs`, order)).json() as {
        orderId: string;
        requestId: string;
        delivered: boolean;
      },
    decline: async (orderId, id = betId) =>
      (await control('POST', `/bets/${id}/cash-outs/${orderId}/decline`)).json() as {
        requestId: string;
        delivered: boolean;
      },
    callback: (body) => control('POST', '/callbacks', body),
    truth: async (id = betId) => (await control('GET', `/bets/${id}`)).json(),
    requests,
  };
}

async function answerWith(response: ServerResponse, answer: HubAnswer): Promise<void> {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  const status = await answer;
  if (status === 204) response.writeHead(204).end();
  else response.writeHead(status, { location: '/elsewhere' }).end(`answered ${status}`);
}
