import type { IncomingHttpHeaders } from 'node:http';

/** `127.0.0.1`, `::1` and the like: names and addresses that cannot lead off this machine. */
export function isLoopbackName(name: string): boolean {
  const bare = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || bare === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bare);
}

/**
 * Whether a request that reached us was also meant for this machine. A web page can make its visitor's
 * browser call here under the page's own name (DNS rebinding) or from its own origin; neither is served.
 */
export function isMeantForLoopback({ host, origin }: IncomingHttpHeaders): boolean {
  if (host === undefined || !isLoopbackName(host.replace(/:\d*$/, ''))) return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}
