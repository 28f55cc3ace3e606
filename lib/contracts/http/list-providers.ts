import * as z from 'zod/mini';
import type { HttpContract } from './contract.ts';

export const listProvidersContract: HttpContract<unknown> = {
  id: 'list-providers',
  body: false,
  idempotencyKey: false,
  input: () => z.unknown(),
};
