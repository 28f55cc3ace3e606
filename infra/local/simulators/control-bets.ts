import * as z from 'zod/mini';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { SimulatedBet } from './bets.ts';
import { amountText, readControlBody, wholeBody } from './control-body.ts';
import type { Simulator } from './simulator.ts';

const status = z.enum(['open', 'suspended', 'cashed-out'], {
  error: 'must be open, suspended or cashed-out',
});

const printable = (what: string) => z.string({ error: what }).check(z.regex(/^[\x21-\x7e]{1,128}$/, what));

const betMembers = {
  betId: z.string({ error: 'must be a string' }),
  playerId: z.exactOptional(printable('must be 1 to 128 printable ASCII characters')),
  stake: amountText,
  currency: z
    .string({ error: 'must be a currency code such as "EUR"' })
    .check(z.regex(/^[A-Z][A-Z0-9]{2,9}$/, 'must be a currency code in capitals such as "EUR"')),
  cashoutValue: amountText,
  status: z._default(status, 'open'),
  partialRatio: z.exactOptional(amountText),
};

const changeMembers = {
  stake: z.exactOptional(amountText),
  cashoutValue: z.exactOptional(amountText),
  status: z.exactOptional(status),
  partialRatio: z.exactOptional(z.nullable(amountText)),
};

const marginValues = z.record(z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/)), amountText, {
  error: 'must be cashout values by margin version of 1 to 64 printable characters, such as {"v2": "95.00"}',
});

const somethingToChange = z.refine<object>((given) => Object.keys(given).length > 0, {
  error: 'There is nothing to change in the body',
});

const feedAmount = z.exactOptional(z.boolean({ error: 'must be true or false' }));

const schemas = {
  plain: {
    bet: z.strictObject(betMembers, wholeBody),
    changes: z.strictObject(changeMembers, wholeBody).check(somethingToChange),
  },
  withMargins: {
    bet: z.strictObject({ ...betMembers, margins: z.exactOptional(marginValues) }, wholeBody),
    changes: z
      .strictObject({ ...changeMembers, margins: z.exactOptional(z.nullable(marginValues)) }, wholeBody)
      .check(somethingToChange),
  },
  withFeed: {
    bet: z.strictObject({ ...betMembers, feedAmount }, wholeBody),
    changes: z.strictObject({ ...changeMembers, feedAmount }, wholeBody).check(somethingToChange),
  },
};

function schemasOf({ margins = false, feed }: Simulator) {
  if (margins) return schemas.withMargins;
  return feed === undefined ? schemas.plain : schemas.withFeed;
}

/** POST bets: 201 for a new bet, 200 when it is there already just so. */
export function seedBet(simulator: Simulator, body: string): Answer {
  const { provider, bets, margins = false, feed } = simulator;
  const more = `${margins ? ', margins?: {version: cashout value}' : ''}${feed === undefined ? '' : ', feedAmount?: true|false'}`;
  const shape = `{betId, playerId?, stake, currency, cashoutValue, status?: open|suspended|cashed-out, partialRatio?${more}}, amounts as decimal strings`;
  const read = readControlBody(schemasOf(simulator).bet, body, withNote(simulator, shape));
  if (!read.ok) return read.answer;
  const betId = bets.canonicalBetId(read.value.betId);
  if (betId === undefined) return invalidBetId(simulator, read.value.betId);
  const { result, bet } = bets.seed({ ...read.value, betId });
  if (result !== 'id-taken') return truth(simulator, result === 'seeded' ? 201 : 200, bet);
  return refusal(
    409,
    `${provider} already has another bet ${betId}, or this one has changed since.`,
    `Change it with PATCH /_local/simulators/${provider}/bets/${betId}, or seed another betId.`,
  );
}

/** GET bets/{betId}: the provider's own truth. */
export function showBet(simulator: Simulator, betIdText: string): Answer {
  const found = findBet(simulator, betIdText);
  return found.ok ? truth(simulator, 200, found.bet) : found.answer;
}

/** PATCH bets/{betId}: answers the bet as it then is. */
export function changeBet(simulator: Simulator, betIdText: string, body: string): Answer {
  const found = findBet(simulator, betIdText);
  if (!found.ok) return found.answer;
  const { bets, margins = false, feed } = simulator;
  const shape = margins
    ? 'any of {stake, cashoutValue, status, partialRatio, margins}, amounts as decimal strings; null takes partialRatio or margins away'
    : `any of {stake, cashoutValue, status, partialRatio${feed === undefined ? '' : ', feedAmount'}}, amounts as decimal strings; partialRatio null takes it away`;
  const read = readControlBody(schemasOf(simulator).changes, body, withNote(simulator, shape));
  if (!read.ok) return read.answer;
  return truth(simulator, 200, bets.change(found.bet, read.value));
}

function withNote({ betNote }: Simulator, shape: string): string {
  return betNote === undefined ? shape : `${shape}; ${betNote}`;
}

export type FoundBet =
  | { readonly ok: true; readonly bet: SimulatedBet }
  | { readonly ok: false; readonly answer: Answer };

/** The bet of a path's segment, or why there is none. */
export function findBet(simulator: Pick<Simulator, 'provider' | 'bets'>, escaped: string): FoundBet {
  const text = unescaped(escaped);
  const betId = simulator.bets.canonicalBetId(text);
  if (betId === undefined) return { ok: false, answer: invalidBetId(simulator, text) };
  const bet = simulator.bets.find(betId);
  if (bet !== undefined) return { ok: true, bet };
  const hint = `Seed it with POST /_local/simulators/${simulator.provider}/bets.`;
  return { ok: false, answer: refusal(404, `${simulator.provider} has no bet ${betId}.`, hint) };
}

/** A path's segment without its escapes; one that holds none that can be read stays as it is. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalidBetId({ provider, bets }: Pick<Simulator, 'provider' | 'bets'>, betId: string): Answer {
  return refusal(400, `betId '${betId}' is no bet id of ${provider}.`, `Its bet ids are ${bets.betIdHint}.`);
}

function truth(simulator: Simulator, status: number, bet: SimulatedBet): Answer {
  const { cashouts, ...facts } = bet;
  return jsonAnswer(status, {
    ...facts,
    cashouts: cashouts.map((cashout) => ({ ...cashout })),
    ...simulator.alsoTrueOf?.(bet),
  });
}
