import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName } from '../../../lib/adapters/http/loopback.ts';

/**
 * Whether a request that reached us was also meant for this machine. A web page can make its visitor's
 * browser call here under the page's own name (DNS rebinding) or from its own origin; neither is served.
 */
export function isMeantForLoopback({ host, origin }: IncomingHttpHeaders): boolean {
  if (host === undefined || !isLoopbackName(host.replace(/:\d*$/, ''))) return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}
