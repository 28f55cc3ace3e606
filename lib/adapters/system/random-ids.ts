import { randomUUID } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

/** Random UUIDs of the platform. */
export function randomIds(): Ids {
  return { next: () => randomUUID() };
}
