import { capabilities } from '../../domain/capabilities.ts';
import type { Kind, PriceChange } from '../../domain/cashout/cashout.ts';
import type { Provider } from '../../domain/provider.ts';
import type { Problem } from './problems.ts';

/** Features a body may ask for that this hub does not offer; undefined when there is none. */
export function unsupported(asked: {
  readonly kind?: Kind;
  readonly payOut?: unknown;
  readonly live: boolean;
}): Problem | undefined {
  const wantsPayOut = asked.payOut !== undefined && asked.payOut !== null;
  if (wantsPayOut && asked.kind === 'partial') {
    const detail =
      'A pay-out closes its bet, so it goes with full and forced cashouts only. Leave `payOut` out.';
    return { code: 'pay-out-not-supported', detail };
  }
  if (wantsPayOut) return notOffered('Pay-outs are', 'payOut');
  if (asked.live) return notOffered('The live delay is', 'live');
  return undefined;
}

/** What a provider lacks for this cashout; undefined when it can do it. */
export function unsupportedByProvider(
  provider: Provider,
  kind: Kind,
  priceChange: PriceChange | null,
): Problem | undefined {
  if (!capabilities[provider].cashouts[kind]) {
    return notSupported(`A ${kind} cashout through the hub is`, provider);
  }
  if (priceChange !== null && capabilities[provider].priceChange[priceChange] === null) {
    return notSupported(`The price change policy "${priceChange}" is`, provider);
  }
  return undefined;
}

/** The provider could do it, but this deployment has no connection to it. */
export function notConnected(provider: Provider): Problem {
  return { code: 'operation-not-supported', detail: `This hub is not connected to ${provider}.` };
}

function notSupported(what: string, provider: Provider): Problem {
  const detail = `${what} not supported for ${provider}. GET /v1/providers lists what each provider can do.`;
  return { code: 'operation-not-supported', detail };
}

function notOffered(what: string, member: string): Problem {
  return {
    code: 'operation-not-supported',
    detail: `${what} not offered by this hub. Leave \`${member}\` out.`,
  };
}
