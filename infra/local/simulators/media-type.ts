import type { SimulatedRequest } from './simulator.ts';

/** Whether a call says that its body is JSON. */
export function isJson({ headers }: SimulatedRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}
