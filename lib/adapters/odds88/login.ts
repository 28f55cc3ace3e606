import { readJson } from '../../contracts/json.ts';
import { odds88Paths, odds88TokenSchema } from '../../contracts/native/odds88.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderToken } from '../../ports/token-store.ts';
import { type LoginAnswer, longestLoginMs } from '../http/one-login.ts';
import { postOnce } from '../http/post-once.ts';
import type { Odds88Settings } from './settings.ts';

/** A token can be used for a day (odds88.facts.md). */
const longestLifeMs = 24 * 3_600_000;

/**
 * POST /api/Account/login: its answer is the token, a JWT as a bare JSON string. Never throws; neither body nor
 * credentials get into `cause`.
 */
export async function odds88Login(settings: Odds88Settings, clock: Clock): Promise<LoginAnswer> {
  const { baseUrl, clientId, password } = settings;
  const askedAt = clock.now();
  const answer = await postOnce(
    {
      url: `${baseUrl}${odds88Paths.login}`,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ clientId, password }),
      deadlineMs: longestLoginMs,
      mayLeave: () => true,
    },
    clock,
  );
  if (answer.kind !== 'answered') return refused(`login: ${answer.cause}`);
  if (answer.status !== 200) return refused(`login answered ${answer.status}`);
  const token = readToken(answer.body, askedAt);
  return token === undefined ? refused('login answer unreadable') : { kind: 'logged-in', token };
}

function refused(cause: string): LoginAnswer {
  return { kind: 'refused', cause };
}

/** Undefined also for a token that is over already, by its own word. */
function readToken(body: string, askedAt: number): ProviderToken | undefined {
  const read = odds88TokenSchema.safeParse(readJson(body));
  // Anything else cannot stand in a header.
  if (!read.success || !/^[\x21-\x7e]+$/.test(read.data)) return undefined;
  const jwt = read.data;
  // Counted from when it was asked for, so that it never seems to live longer than it does.
  const expiresAt = Math.min(expiryOf(jwt) ?? Number.POSITIVE_INFINITY, askedAt + longestLifeMs);
  return expiresAt > askedAt ? { authorization: `Bearer ${jwt}`, expiresAt } : undefined;
}

/** The end a JWT itself names, in epoch milliseconds; undefined when it cannot be read. */
function expiryOf(jwt: string): number | undefined {
  const claims = readJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return undefined;
  return typeof claims.exp === 'number' ? Math.floor(claims.exp * 1_000) : undefined;
}
