/** What GR8 would issue to an operator. */
export interface Gr8Connection {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly operatorId: string;
  readonly brand: string;
}

/**
 * GR8 publishes no token URL; this is the usual one of its framework. Reached below the base URL here, while
 * a real one may be on another host: clients take both from their settings.
 */
export const tokenPath = '/connect/token';

/** The same on every start, so that a client's settings can be kept. They open nothing but the simulator. */
export const gr8Credentials = {
  clientId: 'simulated-operator',
  clientSecret: 'simulated-client-secret',
  operatorId: '77',
  brand: 'simulated-brand',
} as const;

export function gr8Connection(simulatorsUrl: string): Gr8Connection {
  const baseUrl = `${simulatorsUrl}/gr8`;
  return { baseUrl, tokenUrl: `${baseUrl}${tokenPath}`, ...gr8Credentials };
}
