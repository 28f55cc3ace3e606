import { capabilities } from '../../domain/capabilities.ts';
import type { PriceChange } from '../../domain/cashout/cashout.ts';
import type { Provider } from '../../domain/provider.ts';
import type { Problem } from './problems.ts';

/** Features a body may ask for that this hub does not offer; undefined when there is none. */
export function unsupported(asked: {
  readonly payOut?: unknown;
  readonly live: boolean;
}): Problem | undefined {
  if (asked.payOut !== undefined && asked.payOut !== null) return notSupported('Pay-outs are');
  if (asked.live) return notSupported('The live delay is');
  return undefined;
}

/** What a provider lacks for this cashout; undefined when it can do it. */
export function unsupportedByProvider(
  provider: Provider,
  kind: 'full' | 'partial' | 'forced',
  priceChange: PriceChange,
): Problem | undefined {
  if (!capabilities[provider].cashouts[kind]) {
    return notSupported(`A ${kind} cashout through the hub is`, provider);
  }
  if (capabilities[provider].priceChange[priceChange] === null) {
    return notSupported(`The price change policy "${priceChange}" is`, provider);
  }
  return undefined;
}

export function notSupported(what: string, provider?: Provider): Problem {
  const by = provider === undefined ? 'by this hub' : `for ${provider}`;
  return {
    code: 'operation-not-supported',
    detail: `${what} not supported ${by}. GET /v1/providers lists what each provider can do.`,
  };
}
