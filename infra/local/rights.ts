import { AsyncLocalStorage } from 'node:async_hooks';
import type { Operation, Uses } from '../../functions/manifest-types.ts';

/** What an operation asked for, by resource, refused requests included; the shape of the manifest's `uses`. */
export type UsedRights = Readonly<Record<string, ReadonlySet<string>>>;

/** The manifest's `uses`, held against what operations really do. */
export interface Rights {
  /** Runs work of an operation; what it starts counts as its own, also when it goes on after the answer. */
  within<Result>(operation: Pick<Operation, 'id' | 'uses'>, work: () => Result): Result;
  /**
   * Throws AccessDenied when the operation running has not declared this. Outside of any, nothing is refused:
   * the start and the control API are no part of what is deployed.
   */
  demand(resource: string, right: string): void;
  /** By operation id; one that has never run is absent. */
  used(): ReadonlyMap<string, UsedRights>;
}

/** As AWS says it to a role that lacks a permission. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
  readonly $fault = 'client';
  readonly $metadata = { httpStatusCode: 400 };
}

/** Whether `uses` grants the right on the resource. */
export type Grants = (uses: Uses, resource: string, right: string) => boolean;

/** As a role made from the manifest: exactly what is declared. */
export const asDeclared: Grants = (uses, resource, right) => declared(uses, resource).includes(right);

/**
 * For dynalite, which hands no item over with a refused write: the store then reads it, where DynamoDB answers
 * with it and asks for no right to read.
 */
export const withReadAfterRefusedWrite: Grants = (uses, resource, right) =>
  asDeclared(uses, resource, right) || (right === 'GetItem' && declared(uses, resource).includes('PutItem'));

export function localRights(grants: Grants): Rights {
  const running = new AsyncLocalStorage<Pick<Operation, 'id' | 'uses'>>();
  const used = new Map<string, Record<string, Set<string>>>();

  return {
    within(operation, work) {
      if (!used.has(operation.id)) used.set(operation.id, {});
      return running.run(operation, work);
    },
    demand(resource, right) {
      const operation = running.getStore();
      if (operation === undefined) return;
      const byResource = used.get(operation.id) ?? {};
      byResource[resource] = new Set(byResource[resource]).add(right);
      if (grants(operation.uses, resource, right)) return;
      throw new AccessDenied(`${operation.id} is not allowed ${right} on ${resource}`);
    },
    used: () => used,
  };
}

function declared(uses: Uses, resource: string): readonly string[] {
  return (uses as Readonly<Record<string, readonly string[] | undefined>>)[resource] ?? [];
}
