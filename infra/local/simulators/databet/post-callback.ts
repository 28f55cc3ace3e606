import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { reasonOf } from '../../reason-of.ts';

/** How a callback fared: what the server answered, or why nothing was heard of it. */
export type CallbackAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly status: null; readonly body: null; readonly error: string };

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends it once, on a connection of its own, with these headers and no others of ours. Never rejects. */
export async function postCallback(post: Post): Promise<CallbackAnswer> {
  try {
    const response = await answerTo(post);
    return { status: response.statusCode ?? 0, body: await text(response) };
  } catch (fault) {
    const { signal } = post;
    return unheard(reasonOf(signal.aborted ? signal.reason : fault));
  }
}

export function unheard(error: string): CallbackAnswer {
  return { status: null, body: null, error };
}

/** DATA.BET takes nothing else for a success, 200 included. */
export function isDelivered({ status }: CallbackAnswer): boolean {
  return status === 204;
}

function answerTo({ url, headers, body, signal }: Post): Promise<IncomingMessage> {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      signal,
    };
    const sent: ClientRequest = open(url, options, resolve);
    sent.once('error', reject);
    sent.end(body);
  });
}
