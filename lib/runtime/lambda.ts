import { type CommonParts, common } from './aws/common.ts';
import { type Env, readEnv } from './env.ts';
import type { Operation } from './operation.ts';

/** One group of dependencies: the environment it reads and what it makes of it. */
export interface Part<Name extends string, Provided> {
  readonly env: readonly Name[];
  readonly make: (env: Env<Name>, common: CommonParts) => Provided;
}

// biome-ignore lint/suspicious/noExplicitAny: only the element types of a list of parts are inferred from it.
type AnyPart = Part<any, object>;

type Provided<Parts extends readonly AnyPart[]> = Parts extends readonly [
  Part<infer _Name, infer First>,
  ...infer Rest extends readonly AnyPart[],
]
  ? First & Provided<Rest>
  : unknown;

type Handler = (event: never, context: never) => Promise<unknown>;

/**
 * The Lambda entry of an operation: at the first invocation it reads the environment of all parts, naming
 * everything that is missing at once, builds just these parts and binds the operation to them.
 */
export function onLambda<H extends Handler, Needs, const Parts extends readonly AnyPart[]>(
  operation: CommonParts & Provided<Parts> extends Needs ? Operation<H, Needs> : never,
  ...parts: Parts
): H {
  let bound: H | undefined;
  const invoke = async (event: never, context: never): Promise<unknown> => {
    bound ??= bind(operation as Operation<H, unknown>, parts);
    return bound(event, context);
  };
  return invoke as H;
}

function bind<H>(operation: Operation<H, unknown>, parts: readonly AnyPart[]): H {
  const env = readEnv([...common.env, ...parts.flatMap((part) => [...part.env])]);
  const shared = common.make(env, operation.id);
  return operation.bind(addedUp([shared, ...parts.map((part) => part.make(env, shared))]));
}

/** What several parts provide under one name is a map by provider, each with its own: those add up. */
function addedUp(parts: readonly object[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [name, provided] of parts.flatMap((part) => Object.entries(part))) {
    all[name] = name in all ? { ...(all[name] as object), ...provided } : provided;
  }
  return all;
}
