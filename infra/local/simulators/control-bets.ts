import * as z from 'zod/mini';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { SimulatedBet } from './bets.ts';
import { amountText, readControlBody, wholeBody } from './control-body.ts';
import type { Simulator } from './simulator.ts';

const status = z.enum(['open', 'suspended', 'cashed-out'], {
  error: 'must be open, suspended or cashed-out',
});

const printable = (what: string) => z.string({ error: what }).check(z.regex(/^[\x21-\x7e]{1,128}$/, what));

const betSchema = z.strictObject(
  {
    betId: z.string({ error: 'must be a string' }),
    playerId: z.exactOptional(printable('must be 1 to 128 printable ASCII characters')),
    stake: amountText,
    currency: z
      .string({ error: 'must be a currency code such as "EUR"' })
      .check(z.regex(/^[A-Z][A-Z0-9]{2,9}$/, 'must be a currency code in capitals such as "EUR"')),
    cashoutValue: amountText,
    status: z._default(status, 'open'),
    partialRatio: z.exactOptional(amountText),
  },
  wholeBody,
);

const changesSchema = z
  .strictObject(
    {
      stake: z.exactOptional(amountText),
      cashoutValue: z.exactOptional(amountText),
      status: z.exactOptional(status),
      partialRatio: z.exactOptional(z.nullable(amountText)),
    },
    wholeBody,
  )
  .check(
    z.refine((changes) => Object.keys(changes).length > 0, {
      error: 'There is nothing to change in the body',
    }),
  );

/** POST bets: 201 for a new bet, 200 when it is there already just so. */
export function seedBet({ provider, bets }: Simulator, body: string): Answer {
  const read = readControlBody(
    betSchema,
    body,
    '{betId, playerId?, stake, currency, cashoutValue, status?: open|suspended|cashed-out, partialRatio?}, amounts as decimal strings',
  );
  if (!read.ok) return read.answer;
  const betId = bets.canonicalBetId(read.value.betId);
  if (betId === undefined) return invalidBetId({ provider, bets }, read.value.betId);
  const { result, bet } = bets.seed({ ...read.value, betId });
  if (result !== 'id-taken') return truth(result === 'seeded' ? 201 : 200, bet);
  return refusal(
    409,
    `${provider} already has another bet ${betId}, or this one has changed since.`,
    `Change it with PATCH /_local/simulators/${provider}/bets/${betId}, or seed another betId.`,
  );
}

/** GET bets/{betId}: the provider's own truth. */
export function showBet(simulator: Simulator, betIdText: string): Answer {
  const found = findBet(simulator, betIdText);
  return found.ok ? truth(200, found.bet) : found.answer;
}

/** PATCH bets/{betId}: answers the bet as it then is. */
export function changeBet(simulator: Simulator, betIdText: string, body: string): Answer {
  const found = findBet(simulator, betIdText);
  if (!found.ok) return found.answer;
  const read = readControlBody(
    changesSchema,
    body,
    'any of {stake, cashoutValue, status, partialRatio}, amounts as decimal strings; partialRatio null takes it away',
  );
  if (!read.ok) return read.answer;
  return truth(200, simulator.bets.change(found.bet, read.value));
}

type FoundBet =
  | { readonly ok: true; readonly bet: SimulatedBet }
  | { readonly ok: false; readonly answer: Answer };

function findBet(simulator: Simulator, escaped: string): FoundBet {
  const text = unescaped(escaped);
  const betId = simulator.bets.canonicalBetId(text);
  if (betId === undefined) return { ok: false, answer: invalidBetId(simulator, text) };
  const bet = simulator.bets.find(betId);
  if (bet !== undefined) return { ok: true, bet };
  const hint = `Seed it with POST /_local/simulators/${simulator.provider}/bets.`;
  return { ok: false, answer: refusal(404, `${simulator.provider} has no bet ${betId}.`, hint) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalidBetId({ provider, bets }: Pick<Simulator, 'provider' | 'bets'>, betId: string): Answer {
  return refusal(400, `betId '${betId}' is no bet id of ${provider}.`, `Its bet ids are ${bets.betIdHint}.`);
}

function truth(status: number, bet: SimulatedBet): Answer {
  const { cashouts, ...facts } = bet;
  return jsonAnswer(status, { ...facts, cashouts: cashouts.map((cashout) => ({ ...cashout })) });
}
