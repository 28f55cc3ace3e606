import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { powertoolsTelemetry } from '../../../lib/runtime/aws/powertools-telemetry.ts';

describe('powertoolsTelemetry', () => {
  const lines: string[] = [];
  const written = (text: unknown) => void lines.push(String(text));
  beforeEach(() => {
    lines.splice(0);
    // The library prints on a console of its own unless it is told that it is being developed with.
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    for (const level of ['log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation(written);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('Given a fault and fields, then one JSON line names them and hides what is secret by name', () => {
    const { log } = powertoolsTelemetry('get-bet', 'CashoutHub/test');
    log.error('operation failed', new Error('broken'), { betId: 'b1', authorization: 'Bearer s3cret' });
    const text = lines.join('\n');
    const line = JSON.parse(text);
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'operation failed',
      service: 'get-bet',
      betId: 'b1',
      error: { name: 'Error', message: 'broken' },
    });
    expect(text).not.toContain('s3cret');
  });
});
