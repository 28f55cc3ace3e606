import type { Feed } from '../../ports/feed.ts';
import { sharedToken } from '../http/shared-token.ts';
import type { Odds88Needs } from './client.ts';
import { odds88Feed } from './feed.ts';
import { odds88Login } from './login.ts';

/**
 * Odds88's feed, with the token all containers share. Apart from the client of its calls, because a websocket would
 * weigh on the bundle of everybody who calls. Build one per process.
 */
export function odds88FeedClient(needs: Omit<Odds88Needs, 'watches'>): Feed {
  const { settings, clock, log, currencies } = needs;
  const token = sharedToken('odds88', async () => odds88Login(await settings(), clock), needs);
  return odds88Feed({ settings, token, clock, log }, currencies);
}
