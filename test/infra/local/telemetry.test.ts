import { describe, expect, it } from 'vitest';
import { localLog } from '../../../infra/local/telemetry.ts';

describe('the local log', () => {
  const lines: string[] = [];
  const log = localLog((line) => lines.push(line));
  const lineOf = (write: () => void): string | undefined => {
    lines.length = 0;
    write();
    expect(lines.length).toBeLessThan(2);
    return lines[0];
  };

  it('is silent about what merely happened', () => {
    expect(lineOf(() => log.info('served', { status: 200 }))).toBeUndefined();
  });

  it('shows a warning with its fields on one line', () => {
    expect(lineOf(() => log.warn('slow', { operation: 'get-bet', betId: undefined, ms: 900 }))).toBe(
      'warning: slow (operation get-bet, ms 900)',
    );
  });

  it('shows a fault with its place and its cause on one line', () => {
    const fault = new TypeError('no\n  good', { cause: 'the weather' });
    expect(lineOf(() => log.error('failed', fault))).toMatch(
      /^error: failed: TypeError: no good at .*telemetry\.test\.ts.*, because of the weather$/,
    );
  });

  it('hides what is named like a secret', () => {
    expect(lineOf(() => log.warn('odd', { token: 'abc' }))).toBe('warning: odd (token [redacted])');
  });
});
