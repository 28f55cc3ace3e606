import { odds88FeedPath } from '../../../../lib/contracts/native/odds88-feed.ts';

/** What Odds88 would issue to an operator. */
export interface Odds88Connection {
  readonly baseUrl: string;
  readonly feedUrl: string;
  readonly clientId: string;
  readonly password: string;
}

/** The same on every start, so that a client's settings can be kept. They open nothing but the simulator. */
export const odds88Credentials = {
  clientId: 'simulated-operator',
  password: 'simulated-password',
} as const;

export function odds88Connection(simulatorsUrl: string): Odds88Connection {
  const baseUrl = `${simulatorsUrl}/odds88`;
  const feedUrl = `${baseUrl.replace(/^http/, 'ws')}${odds88FeedPath}`;
  return { baseUrl, feedUrl, ...odds88Credentials };
}
