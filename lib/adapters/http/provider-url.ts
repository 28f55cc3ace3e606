import * as z from 'zod/mini';
import { isLoopbackName } from './loopback.ts';

/** Of a provider's calls: `https`, or `http` on this machine, where the simulators are. */
export const providerUrlSchema = safeUrlSchema('http');

/** Of a provider's websocket: `wss`, or `ws` on this machine. */
export const providerSocketUrlSchema = safeUrlSchema('ws');

/** Secrets and money go there, so nobody in between may read or change them. */
function safeUrlSchema(plain: 'http' | 'ws') {
  return z.url({ protocol: new RegExp(`^${plain}s?$`) }).check(
    z.refine(
      (text) => {
        // What is no URL at all has been told so.
        if (!URL.canParse(text)) return true;
        const { protocol, hostname } = new URL(text);
        return protocol !== `${plain}:` || isLoopbackName(hostname);
      },
      { error: `must be ${plain}s, or ${plain} on this machine` },
    ),
  );
}
