import type { Provider } from '../../domain/provider.ts';
import type { JsonValue } from '../json-text.ts';

/** What arrives with a call on a provider's own path, before anything is believed. */
export interface NativeRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Repeated parameters joined by commas, as API Gateway hands them over. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Parameters of the path, decoded. */
  readonly path?: Readonly<Record<string, string | undefined>>;
  /** Reads the body; throws the runtime's own refusal of one that is too large or no JSON by its media type. */
  readonly body: () => string;
}

export interface NativeAnswer {
  readonly status: number;
  /** Null where the answer has no body. */
  readonly contentType: string | null;
  readonly body: JsonValue;
}

export type NativeRead<Input> =
  | { readonly ok: true; readonly input: Input }
  | { readonly ok: false; readonly answer: NativeAnswer };

/**
 * What one operation on a provider's own path takes, and how that provider refuses what it cannot read.
 * Method, path and scope stand in functions/manifest.ts under the same id.
 */
export interface NativeContract<Input> {
  readonly id: string;
  /** Whose path it is: calls are logged under it. */
  readonly provider: Provider;
  readonly read: (request: NativeRequest) => NativeRead<Input>;
}
