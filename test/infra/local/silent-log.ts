import type { Log } from '../../../lib/ports/telemetry.ts';

/** Keeps what was logged, `level: message`. */
export function silentLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: (message) => void lines.push(`info: ${message}`),
    warn: (message) => void lines.push(`warn: ${message}`),
    error: (message) => void lines.push(`error: ${message}`),
  };
}
