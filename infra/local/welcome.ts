import { randomUUID } from 'node:crypto';
import type { LocalEnvironment } from './environment.ts';
import type { LocalSystem } from './start.ts';

/** What the terminal shows once everything answers: where things are, and three calls to paste. */
export function welcome({ url, token }: LocalSystem, { dataDir, simulatorsUrl }: LocalEnvironment): string {
  // A bet of its own at each start: the lines work as often as the hub is started, on kept data too.
  const betId = randomUUID();
  const json = "-H 'Content-Type: application/json'";
  const authorized = `-H 'Authorization: Bearer ${token}'`;
  const seeded = { betId, playerId: 'p1', stake: '100.00', currency: 'EUR', cashoutValue: '92.50' };
  const quote = { bets: [{ provider: 'gr8', betId, playerId: 'p1' }] };
  const cashout = { playerId: 'p1', amount: { value: '92.50', currency: 'EUR' }, priceChange: 'none' };
  return `Cashout Hub runs at ${url}

  API           ${url}/v1/…
  control API   ${url}/_local/info and more: a wrong path lists it
  simulators    ${simulatorsUrl ?? 'in this process'}, at ${url}/_local/simulators/{provider}/…
  data          ${dataDir ?? 'in memory; CASHOUT_DATA_DIR=… keeps it'}

Token (all scopes, 30 days):
${token}

Seed a bet at the simulated GR8, ask what it is worth, cash it out:

curl ${url}/_local/simulators/gr8/bets ${json} -d '${JSON.stringify(seeded)}'

curl ${url}/v1/quotes ${json} ${authorized} -d '${JSON.stringify(quote)}'

curl ${url}/v1/bets/gr8/${betId}/cashouts ${json} ${authorized} -H 'Idempotency-Key: ${randomUUID()}' -d '${JSON.stringify(cashout)}'

Stop with Ctrl-C.
`;
}
