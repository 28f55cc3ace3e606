import type { IncomingMessage } from 'node:http';
import { isProvider, type Provider } from '../../../lib/domain/provider.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { Log } from '../../../lib/ports/telemetry.ts';
import { type Activity, activity as newActivity } from '../engine/activity.ts';
import { type Outcome, refusal } from './answer.ts';
import { betcoreSimulator } from './betcore/betcore-simulator.ts';
import { type BetcoreConnection, betcoreConnection, newSecret } from './betcore/connection.ts';
import { serveControl, simulatorsPrefix } from './control-api.ts';
import { type DatabetConnection, newWebhookSecret } from './databet/connection.ts';
import { databetSimulator } from './databet/databet-simulator.ts';
import { knownTarget, targetSetting } from './databet/target.ts';
import { type Gr8Connection, gr8Connection } from './gr8/connection.ts';
import { gr8Simulator } from './gr8/gr8-simulator.ts';
import { listen, type ReceivedCall } from './http-server.ts';
import { type Odds88Connection, odds88Connection } from './odds88/connection.ts';
import { odds88Simulator } from './odds88/odds88-simulator.ts';
import { newLicenceKey, type OddsgigantConnection, oddsgigantConnection } from './oddsgigant/connection.ts';
import { oddsgigantSimulator } from './oddsgigant/oddsgigant-simulator.ts';
import { type MovableClock, serveProcess } from './process-api.ts';
import { type ServedSimulator, served, serveHandshake, serveProvider, splitTarget } from './provider-api.ts';
import type { HandshakeOutcome } from './websocket-handshakes.ts';

export interface SimulatorsOptions {
  readonly clock: Clock;
  /** 0 takes any free port. */
  readonly port: number;
  /** @default '127.0.0.1'; loopback only. */
  readonly host?: string;
  readonly log?: Log;
  /** Given where these simulators run alone: POST /_local/clock then moves it. */
  readonly movableClock?: MovableClock;
  /**
   * Where callbacks on their way count.
   * @default one of their own
   */
  readonly activity?: Activity;
  /**
   * The end of the URL DATA.BET calls at the hub.
   * @default another one at each start
   */
  readonly webhookSecret?: string;
}

/** What a client needs to reach each simulated provider. The credentials are the simulators' own, no secrets. */
export interface ProviderConnections {
  readonly odds88: Odds88Connection;
  readonly gr8: Gr8Connection;
  readonly oddsgigant: OddsgigantConnection;
  readonly databet: DatabetConnection;
  readonly betcore: BetcoreConnection;
}

export interface RunningSimulators {
  readonly url: string;
  readonly providers: ProviderConnections;
  /** Tells DATA.BET where to call: the base URL of its callbacks. */
  callBack(webhookUrl: string): void;
  /** Ends at once, calls that wait included. */
  close(): Promise<void>;
}

/**
 * Starts every simulator on one port: each provider under its own prefix (`/gr8/…`), the control API under
 * `/_local`. Rejects with the system's error when the port cannot be had.
 */
export async function startSimulators(options: SimulatorsOptions): Promise<RunningSimulators> {
  const { clock, port, host = '127.0.0.1', log, movableClock } = options;
  const { activity = newActivity(), webhookSecret = newWebhookSecret() } = options;
  const licenceKey = newLicenceKey();
  const betcoreSecret = newSecret();
  const target = targetSetting();
  const closing = new AbortController();
  const calling = { clock, target, activity, closing: closing.signal };
  const simulators: ReadonlyMap<Provider, ServedSimulator> = new Map<Provider, ServedSimulator>([
    ['odds88', served(odds88Simulator({ clock }))],
    ['gr8', served(gr8Simulator({ clock }))],
    ['oddsgigant', served(oddsgigantSimulator({ clock, licenceKey }))],
    ['databet', served((frame) => databetSimulator({ ...calling, ...frame }))],
    ['betcore', served(betcoreSimulator({ clock, secret: betcoreSecret }))],
  ]);

  async function handle(received: ReceivedCall): Promise<Outcome> {
    const target = received.request.url ?? '/';
    const [path] = splitTarget(target);
    const call = { method: received.request.method ?? '', path, body: received.body };
    if (path.startsWith(`${simulatorsPrefix}/`)) return serveControl(simulators, call);
    if (path.startsWith('/_local')) return serveProcess({ clock, movableClock, activity, info }, call);
    const [, name = ''] = path.split('/');
    const simulator = isProvider(name) ? simulators.get(name) : undefined;
    if (simulator === undefined) return nothingHere(path, simulators);
    const ownTarget = target.slice(name.length + 1);
    return serveProvider(simulator, ownTarget, received, { clock, closing: closing.signal });
  }

  async function connect(request: IncomingMessage): Promise<HandshakeOutcome> {
    const target = request.url ?? '/';
    const [path] = splitTarget(target);
    for (const [name, simulator] of simulators) {
      const { feed } = simulator.simulator;
      if (feed === undefined || path !== `/${name}${feed.path}`) continue;
      const ownTarget = target.slice(name.length + 1);
      return serveHandshake(simulator, feed, ownTarget, request, { clock, closing: closing.signal });
    }
    // Whatever else is there is no websocket, and answers as it always does.
    return handle({ request, body: '' });
  }

  const server = await listen({ port, host, handle, connect, log });
  const connections: ProviderConnections = {
    odds88: odds88Connection(server.url),
    gr8: gr8Connection(server.url),
    oddsgigant: oddsgigantConnection(server.url, licenceKey),
    databet: { webhookSecrets: [webhookSecret] },
    betcore: betcoreConnection(server.url, betcoreSecret),
  };

  function info() {
    const { odds88, gr8, oddsgigant, databet, betcore } = connections;
    return {
      url: server.url,
      providers: {
        odds88: { ...odds88 },
        gr8: { ...gr8 },
        oddsgigant: { ...oddsgigant },
        databet: { ...databet },
        betcore: { ...betcore },
      },
    };
  }

  return {
    url: server.url,
    providers: connections,
    callBack: (webhookUrl) => target.set(knownTarget(webhookUrl)),
    async close() {
      const closed = server.close();
      closing.abort(new DOMException('The simulators are closing.', 'AbortError'));
      await closed;
    },
  };
}

function nothingHere(path: string, simulators: ReadonlyMap<Provider, unknown>): Outcome {
  const prefixes = [...simulators.keys()].map((provider) => `/${provider}/…`).join(', ');
  return refusal(
    404,
    `There is nothing at ${path}.`,
    `Providers are at ${prefixes}; the control API at /_local/….`,
  );
}
