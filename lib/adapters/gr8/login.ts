import { readJsonWithNumberLiterals } from '../../contracts/json.ts';
import { gr8TokenSchema } from '../../contracts/native/gr8.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderToken } from '../../ports/token-store.ts';
import type { LoginAnswer } from '../http/one-login.ts';
import { postOnce } from '../http/post-once.ts';
import type { Gr8Settings } from './settings.ts';

/** With the 5.5 s another container's login is waited for, this stays below the 10 s a cashout may wait to leave. */
const loginDeadlineMs = 4_000;
/** A longer promise is not relied on: past a day the credentials themselves may have been replaced. */
const longestLifeMs = 24 * 3_600_000;

/**
 * OAuth2 client credentials with a form body. The Authorization value is made of both members of the answer,
 * `{token_type} {access_token}`, as GR8 states it; URL, grant and lifetime are not published (gr8.facts.md).
 * Never throws; neither body nor credentials get into `cause`.
 */
export async function gr8Login(settings: Gr8Settings, clock: Clock): Promise<LoginAnswer> {
  const askedAt = clock.now();
  const answer = await postOnce(
    {
      url: settings.tokenUrl,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
      }).toString(),
      deadlineMs: loginDeadlineMs,
      mayLeave: () => true,
    },
    clock,
  );
  if (answer.kind !== 'answered') return refused(`token endpoint: ${answer.cause}`);
  if (answer.status !== 200) return refused(`token endpoint answered ${answer.status}`);
  const token = readToken(answer.body, askedAt);
  return token === undefined ? refused('token answer unreadable') : { kind: 'logged-in', token };
}

function refused(cause: string): LoginAnswer {
  return { kind: 'refused', cause };
}

/** Counted from when it was asked for, so that it never seems to live longer than it does. */
function readToken(body: string, askedAt: number): ProviderToken | undefined {
  const read = gr8TokenSchema.safeParse(readJsonWithNumberLiterals(body));
  if (!read.success) return undefined;
  const authorization = `${read.data.token_type} ${read.data.access_token}`;
  const lifeMs = Math.min(Number(read.data.expires_in) * 1_000, longestLifeMs);
  // Anything else cannot stand in a header.
  if (!/^[\x21-\x7e]+ [\x21-\x7e]+$/.test(authorization) || !(lifeMs > 0)) return undefined;
  return { authorization, expiresAt: Math.floor(askedAt + lifeMs) };
}
