import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { decimal } from '../../lib/domain/money/decimal.ts';
import { priceTicket } from '../../lib/domain/pricing/price-ticket.ts';
import type { TicketDraft } from '../../lib/domain/pricing/ticket.ts';
import { validateTicket } from '../../lib/domain/pricing/validate-ticket.ts';
import { oraclePrice } from '../lib/domain/pricing/oracle.ts';
import { anyTicket, unitsOf } from '../lib/domain/pricing/random-tickets.ts';
import { aTicket, aTip, valid } from '../lib/domain/pricing/tickets.ts';

/*
 * Prices random tickets with the engine and with the oracle of its tests, prints how they ended, and fails where
 * the two differ in a digit. Then measures the engine on tickets of 15 tips.
 *
 *   tsx test/bench/pricing-oracle.ts [tickets] [seed]
 */

/** What no unit test has the time for. */
const defaultTickets = 1_000_000;

/** Tickets made at once: enough to keep fast-check's own set-up small, few enough to keep memory flat. */
const ticketsPerChunk = 10_000;

const wanted = Number(process.argv[2] ?? defaultTickets);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
process.exitCode = compareWithOracle() === 0 ? 0 : 1;
measureSpeed();

function compareWithOracle(): number {
  const outcomes = new Map<string, number>();
  const started = performance.now();
  let differing = 0;
  let tips = 0;
  for (let done = 0; done < wanted; done += ticketsPerChunk) {
    const numRuns = Math.min(ticketsPerChunk, wanted - done);
    for (const draft of fc.sample(anyTicket, { seed: seed + done, numRuns })) {
      const ticket = valid(draft);
      const price = priceTicket(ticket);
      const outcome = price.reason ?? 'available';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      tips += ticket.tips.length;
      const expected = oraclePrice(ticket.ticket);
      if (isDeepStrictEqual(price, expected)) continue;
      differing += 1;
      if (differing <= 5) print(JSON.stringify({ ticket: ticket.ticket, price, expected }));
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`${wanted} tickets, ${tips} tips, seed ${seed}: ${differing} differ from the oracle (${seconds} s)`);
  for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a)) print(`  ${outcome}: ${count}`);
  return differing;
}

function measureSpeed(): void {
  const drafts = ticketsOf15Tips();
  const tickets = drafts.map(valid);
  // The first round warms up, the median of the others counts.
  const rates = { both: [] as number[], price: [] as number[] };
  for (let round = 0; round < 10; round += 1) {
    const both = perSecond(drafts, (draft) => {
      const validation = validateTicket(draft);
      return validation.outcome === 'valid' && priceTicket(validation.ticket).available;
    });
    const price = perSecond(tickets, (ticket) => priceTicket(ticket).available);
    if (round === 0) continue;
    rates.both.push(both);
    rates.price.push(price);
  }
  print(`tickets of 15 tips on one core, node ${process.version}:`);
  print(`  validated and priced: ${median(rates.both)} / s`);
  print(`  priced, validated before: ${median(rates.price)} / s`);
}

/** A thousand different ones, every tip open and every rule passed, so that no step is left out. */
function ticketsOf15Tips(): readonly TicketDraft[] {
  const settings = { maxOpenTip: 15, minCaValue: '0.01', taxRate: '5' };
  return Array.from({ length: 1_000 }, (_, ticket) => {
    const tips = Array.from({ length: 15 }, (_, tip) => {
      const odd = 105 + ((ticket * 31 + tip * 17) % 200);
      return aTip(unitsOf(odd, 2), unitsOf(odd + ((ticket + tip) % 9), 2), {
        gamestate: tip % 2 === 0 ? 1 : 4,
      });
    });
    return aTicket(decimal('10'), tips, settings);
  });
}

function perSecond<Item>(items: readonly Item[], act: (item: Item) => boolean): number {
  const repeats = 50;
  const started = performance.now();
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const item of items) if (!act(item)) throw new Error('a ticket of the measurement has no price');
  }
  return Math.round((items.length * repeats * 1000) / (performance.now() - started));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
