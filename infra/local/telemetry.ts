import type { Log, LogFields, Metrics } from '../../lib/ports/telemetry.ts';
import { redact } from '../../lib/runtime/redact.ts';

/** One readable line per warning and error; what merely happened is not worth a line on a terminal. */
export function localLog(write: (line: string) => void): Log {
  return {
    info: () => undefined,
    warn: (message, fields) => write(`warning: ${message}${describeFields(fields)}`),
    error: (message, fault, fields) =>
      write(`error: ${message}${describeFields(fields)}: ${describeFault(fault)}`),
  };
}

/** Keeps nothing: what is counted matters over many machines and days, and nobody asks one machine for it. */
export function memoryMetrics(): Metrics {
  return { count: () => undefined };
}

function describeFields(fields: LogFields = {}): string {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return told.length === 0
    ? ''
    : ` (${told.map(([name, value]) => `${name} ${redact(name, value)}`).join(', ')})`;
}

/** With its cause and the place it came from, on one line. */
function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const place = fault.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  const cause = fault.cause === undefined ? '' : `, because of ${describeFault(fault.cause)}`;
  return `${fault.name}: ${oneLine(fault.message)}${place === undefined ? '' : ` ${place.trim()}`}${cause}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
