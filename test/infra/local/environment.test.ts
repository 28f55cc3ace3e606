import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../infra/local/environment.ts';

describe('the environment of npm start', () => {
  it('may be empty', () => {
    expect(readEnvironment({})).toEqual({ environment: { port: 3000 } });
  });

  it('takes empty variables for absent ones', () => {
    expect(
      readEnvironment({
        CASHOUT_PORT: '',
        CASHOUT_DATA_DIR: '',
        CASHOUT_DATABASE: '',
        CASHOUT_SIMULATORS_URL: '',
        CASHOUT_WEBHOOK_URL: '',
      }),
    ).toEqual({ environment: { port: 3000 } });
  });

  it('is read as a whole', () => {
    expect(
      readEnvironment({
        CASHOUT_PORT: '0',
        CASHOUT_DATA_DIR: './data',
        CASHOUT_DATABASE: 'dynalite',
        CASHOUT_SIMULATORS_URL: 'http://127.0.0.1:3100/',
      }),
    ).toEqual({ environment: { port: 0, dataDir: './data', simulatorsUrl: 'http://127.0.0.1:3100' } });
  });

  it('may send webhooks to a receiver elsewhere', () => {
    const url = 'http://127.0.0.1:8080/hooks/?from=hub';
    expect(readEnvironment({ CASHOUT_WEBHOOK_URL: url })).toEqual({
      environment: { port: 3000, webhookUrl: url },
    });
    expect(readEnvironment({ CASHOUT_WEBHOOK_URL: '127.0.0.1:8080' })).toEqual({
      faults: [
        "CASHOUT_WEBHOOK_URL must be a URL such as http://127.0.0.1:8080/webhooks, not '127.0.0.1:8080'.",
      ],
    });
  });

  it('has all its faults named at once', () => {
    expect(
      readEnvironment({
        CASHOUT_PORT: '70000',
        CASHOUT_DATABASE: 'postgres',
        CASHOUT_SIMULATORS_URL: 'localhost:3100',
      }),
    ).toEqual({
      faults: [
        "CASHOUT_PORT must be a port number from 0 (any free one) to 65535, not '70000'.",
        "CASHOUT_DATABASE must be dynalite (the default) or dynamodb-local, not 'postgres'.",
        "CASHOUT_SIMULATORS_URL must be a URL such as http://127.0.0.1:3100, not 'localhost:3100'.",
      ],
    });
  });

  it.each(['-1', '3000.5', '0x1', ' 3000', '1e3', '65536'])('has no port %j', (port) => {
    expect(readEnvironment({ CASHOUT_PORT: port })).toMatchObject({
      faults: [expect.stringContaining('CASHOUT_PORT')],
    });
  });

  it('may name the other database', () => {
    expect(readEnvironment({ CASHOUT_DATABASE: 'dynamodb-local' })).toEqual({
      environment: { port: 3000, database: 'dynamodb-local' },
    });
  });
});
