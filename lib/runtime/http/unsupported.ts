import { capabilities } from '../../domain/capabilities.ts';
import type { Kind, PriceChange } from '../../domain/cashout/cashout.ts';
import type { Provider } from '../../domain/provider.ts';
import type { Problem } from './problems.ts';

/** The live delay, which this hub does not offer; undefined where it is not asked for. */
export function unsupported(live: boolean): Problem | undefined {
  return live ? notOffered('The live delay is', 'live') : undefined;
}

/** A pay-out, whatever it says, for a part of a bet; undefined where none is asked for. */
export function unsupportedPayOut(payOut: unknown): Problem | undefined {
  if (payOut === undefined || payOut === null) return undefined;
  const detail =
    'A pay-out closes its bet, so it goes with full and forced cashouts only. Leave `payOut` out.';
  return { code: 'pay-out-not-supported', detail };
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
