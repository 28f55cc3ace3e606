/** What Odds88 would issue to an operator. */
export interface Odds88Connection {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly password: string;
}

/** The same on every start, so that a client's settings can be kept. They open nothing but the simulator. */
export const odds88Credentials = {
  clientId: 'simulated-operator',
  password: 'simulated-password',
} as const;

export function odds88Connection(simulatorsUrl: string): Odds88Connection {
  return { baseUrl: `${simulatorsUrl}/odds88`, ...odds88Credentials };
}
