import { parseArgs } from 'node:util';
import { simulateSubscriptions } from './odds88-subscriptions.ts';

/*
 * A day of Odds88 subscriptions on the virtual clock, larger than the tests run it:
 * npm run simulate -- --bets 1000000
 */
const { values } = parseArgs({
  options: {
    bets: { type: 'string', default: '1000000' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    chaos: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const [bets, hours, seed] = [values.bets, values.hours, values.seed].map(Number) as [number, number, number];
process.stdout.write(`${bets} watched bets, ${hours} virtual hours, --seed ${seed}\n`);

const startedAt = performance.now();
const seconds = (): string => `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
const { world, runs, groupWrites, least, budget, errors } = await simulateSubscriptions({
  seed,
  bets,
  hours,
  chaos: values.chaos,
  onHour: (hour) => void process.stdout.write(`hour ${hour} after ${seconds()}\n`),
});
const { calls, lapses, needless, breaksMs } = world;
process.stdout.write(`runs ${runs.begun}, lost ${runs.lost}, doubled ${runs.doubled}
provider calls that renewed ${calls.renewals}, group writes ${groupWrites}; least ${least}, budget ${Math.floor(budget)}
calls failed ${calls.failed}
breaks made good within ${Math.max(0, ...breaksMs)} ms: ${breaksMs.length}
lapses ${lapses.length}, needless renewals ${needless.length}, errors ${errors.length}
`);
for (const found of [...lapses, ...needless, ...errors].slice(0, 20)) process.stdout.write(`  ${found}\n`);
process.exitCode = lapses.length + needless.length + errors.length === 0 ? 0 : 1;
