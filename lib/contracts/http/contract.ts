import type * as z from 'zod/mini';
import type { Currencies } from '../../domain/money/currency.ts';

/** What arrives with a call, before anything is believed: path parameters, query and the parsed body. */
export interface RawInput {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/**
 * What one HTTP operation takes. The handler, the API description and the tests read the same contract;
 * method, path and scope stand in functions/manifest.ts under the same id.
 */
export interface HttpContract<Input> {
  readonly id: string;
  /** Whether the call carries a JSON body. */
  readonly body: boolean;
  /**
   * Whether numbers in the body may be amounts: those a double does not carry arrive as `NumberLiteral` then.
   * @default false
   */
  readonly exactNumbers?: boolean;
  /** Whether the call must carry an `Idempotency-Key` header. */
  readonly idempotencyKey: boolean;
  /** Reads `RawInput`; built once per container, because the known currencies are configuration. */
  readonly input: (currencies: Currencies) => z.ZodMiniType<Input, unknown>;
}
