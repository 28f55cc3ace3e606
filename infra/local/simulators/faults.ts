import * as z from 'zod/mini';
import { shallowJson, wholeBody } from './control-body.ts';

/** What can go wrong with a call. */
export const callFaultKinds = [
  'timeout-before-effect',
  'timeout-after-effect',
  'status',
  'status-after-effect',
  'reject',
  'delay',
  'malformed',
] as const;

/** What can go wrong with one message of a feed: not sent, sent twice, sent after the next, the end, sent later. */
export const messageFaultKinds = ['drop', 'duplicate', 'reorder', 'close', 'delay'] as const;

/** What can go wrong when a client connects to a feed. */
export const handshakeFaultKinds = ['status'] as const;

export const feedFaultKinds = [...messageFaultKinds, ...handshakeFaultKinds] as const;

/** Of a provider that calls its operator: the same callback again, its request id too, with one field more. */
export const replayKind = 'replay-declined-with-extra-field';

/**
 * What can go wrong with a callback: sent twice at once, sent later, sent after the next one, its answer lost, sent
 * again.
 */
export const callbackFaultKinds = ['duplicate', 'delay', 'reorder', 'drop', replayKind] as const;

const faultKinds = [...new Set([...callFaultKinds, ...feedFaultKinds, ...callbackFaultKinds])];
const kindsWithDelay: ReadonlySet<string> = new Set(callFaultKinds);

const kindsWithStatus: ReadonlySet<string> = new Set(['status', 'status-after-effect']);
const kindsWithBody: ReadonlySet<string> = new Set([...kindsWithStatus, 'malformed']);

/** What goes wrong with the next `times` calls of an operation that the provider lets in, or messages of a feed. */
export const faultSchema = z
  .strictObject(
    {
      operation: z.string({ error: 'must be a string' }),
      kind: z.enum(faultKinds, { error: `must be one of ${faultKinds.join(', ')}` }),
      times: z._default(
        z.int({ error: 'must be a whole number' }).check(z.minimum(1, 'must be at least 1')),
        1,
      ),
      status: z.exactOptional(
        z
          .int({ error: 'must be an HTTP status' })
          .check(z.minimum(200, 'must be 200 to 599'), z.maximum(599, 'must be 200 to 599')),
      ),
      body: z.exactOptional(shallowJson),
      delayMs: z.exactOptional(
        z.int({ error: 'must be whole milliseconds' }).check(z.minimum(0, 'must not be negative')),
      ),
    },
    wholeBody,
  )
  .check(
    z.refine((fault) => fault.kind !== 'delay' || fault.delayMs !== undefined, {
      path: ['delayMs'],
      error: "is needed with kind 'delay'",
    }),
    z.refine((fault) => fault.delayMs === undefined || kindsWithDelay.has(fault.kind), {
      path: ['delayMs'],
      error: `only goes with kind ${[...kindsWithDelay].join(', ')}`,
    }),
    z.refine((fault) => fault.status === undefined || kindsWithStatus.has(fault.kind), {
      path: ['status'],
      error: `only goes with kind ${[...kindsWithStatus].join(', ')}`,
    }),
    z.refine((fault) => fault.body === undefined || kindsWithBody.has(fault.kind), {
      path: ['body'],
      error: `only goes with kind ${[...kindsWithBody].join(', ')}`,
    }),
  );
export type Fault = z.infer<typeof faultSchema>;
export type FaultOf<Kind extends Fault['kind']> = Fault & { readonly kind: Kind };
export type CallFault = FaultOf<(typeof callFaultKinds)[number]>;
export type MessageFault = FaultOf<(typeof messageFaultKinds)[number]>;

export interface FaultQueue {
  add(fault: Fault): void;
  /** The oldest fault of these kinds ordered for this operation, one use of it spent. */
  take<Kind extends Fault['kind']>(operation: string, kinds: readonly Kind[]): FaultOf<Kind> | undefined;
  clear(): void;
}

export function faultQueue(): FaultQueue {
  let queue: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void queue.push({ fault, left: fault.times }),
    take(operation, kinds) {
      for (const entry of queue) {
        const { fault } = entry;
        if (fault.operation !== operation || !isOf(fault, kinds)) continue;
        entry.left -= 1;
        if (entry.left === 0) queue = queue.filter((candidate) => candidate !== entry);
        return fault;
      }
      return undefined;
    },
    clear() {
      queue = [];
    },
  };
}

function isOf<Kind extends Fault['kind']>(fault: Fault, kinds: readonly Kind[]): fault is FaultOf<Kind> {
  return kinds.some((kind) => kind === fault.kind);
}
