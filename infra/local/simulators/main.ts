import { odds88Paths } from '../../../lib/contracts/native/odds88.ts';
import { odds88FeedRevision } from '../../../lib/contracts/native/odds88-feed.ts';
import { oddsgigantPath } from '../../../lib/contracts/native/oddsgigant.ts';
import { activity as newActivity } from '../engine/activity.ts';
import { virtualClock } from '../engine/clock.ts';
import { type RunningSimulators, startSimulators } from './start-simulators.ts';

/** A hundred above the hub's own default port: both run side by side. */
const defaultPort = 3100;

/** The simulators as a process of their own: `npm run simulators`. */
async function main(): Promise<void> {
  const port = readPort(process.env['CASHOUT_SIMULATORS_PORT']);
  if (typeof port === 'string') return fail(port);
  const clock = virtualClock();
  const activity = newActivity();
  clock.onSettle((patienceMs) => activity.settled(patienceMs));
  let simulators: RunningSimulators;
  try {
    simulators = await startSimulators({ clock, port, movableClock: clock, activity });
  } catch (error) {
    return fail(explain(error, port));
  }
  process.stdout.write(welcome(simulators));
  stopOnSignals(simulators);
}

function readPort(text: string | undefined): number | string {
  if (text === undefined || text === '') return defaultPort;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  return `CASHOUT_SIMULATORS_PORT must be a port number from 0 (any free one) to 65535, not '${text}'.`;
}

function explain(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const remedy = 'Stop what uses it or choose another: CASHOUT_SIMULATORS_PORT=3200 npm run simulators';
  if (code === 'EADDRINUSE') return `Port ${port} is in use. ${remedy}`;
  if (code === 'EACCES') return `Port ${port} needs rights this user does not have. ${remedy}`;
  return `The simulators cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

function welcome({ url, providers: { odds88, gr8, oddsgigant } }: RunningSimulators): string {
  return `Provider simulators: ${url}

  Odds88      ${odds88.baseUrl}
    login     POST ${odds88.baseUrl}${odds88Paths.login} (clientId ${odds88.clientId}, password ${odds88.password})
    feed      ${odds88.feedUrl}?${odds88FeedRevision}=0 (a websocket, with Authorization: Bearer and the login's token)

  GR8         ${gr8.baseUrl}
    token     POST ${gr8.tokenUrl} (client_id ${gr8.clientId}, client_secret ${gr8.clientSecret})
    headers   X-Operator-Id: ${gr8.operatorId}, X-Brand: ${gr8.brand}, X-Player-Id: any

  OddsGigant  ${oddsgigant.baseUrl}
    price     POST ${oddsgigant.baseUrl}${oddsgigantPath} (auth ${oddsgigant.licenceKey}, another at each start)

  DATA.BET    calls your server, once it is told where: a hub tells it when it starts
    target    curl -X PUT ${url}/_local/simulators/databet/target -d '{"webhookUrl":"http://127.0.0.1:4000/webhooks/databet/your-secret"}'
    heartbeat curl ${url}/_local/simulators/databet/callbacks -d '{"callback":"heartbeat"}'
    cash-outs curl ${url}/_local/simulators/databet/help lists what it can be made to do

Seed a bet, then ask GR8 for its amount:
  curl -X POST ${url}/_local/simulators/gr8/bets -d '{"betId":"1e82309c-9027-45ee-ba3d-0a667b83bc5a","playerId":"p1","stake":"500","currency":"EUR","cashoutValue":"499","partialRatio":"0.998001"}'
  TOKEN=$(curl -s ${gr8.tokenUrl} -d grant_type=client_credentials -d client_id=${gr8.clientId} -d client_secret=${gr8.clientSecret} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl '${gr8.baseUrl}/v1/sport/v1/bet/cashout?betIds=1e82309c-9027-45ee-ba3d-0a667b83bc5a' -H "Authorization: Bearer $TOKEN" -H 'X-Operator-Id: ${gr8.operatorId}' -H 'X-Brand: ${gr8.brand}' -H 'X-Player-Id: p1'

Log in to Odds88:
  curl ${odds88.baseUrl}${odds88Paths.login} -H 'Content-Type: application/json' -d '{"clientId":"${odds88.clientId}","password":"${odds88.password}"}'

Everything a client needs, as JSON: GET ${url}/_local/info
Point a hub at these simulators: CASHOUT_SIMULATORS_URL=${url} npm start
`;
}

function stopOnSignals(simulators: RunningSimulators): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void simulators.close();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

await main();
