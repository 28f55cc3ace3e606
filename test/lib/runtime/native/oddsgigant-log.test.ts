import { describe, expect, it } from 'vitest';
import { operation as calculation } from '../../../../functions/api/calculate-cashout.ts';
import { operation as native } from '../../../../functions/native/oddsgigant-cashout.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { oddsgigantPricing } from '../../../../lib/adapters/oddsgigant/client.ts';
import {
  type OddsgigantSettings,
  oddsgigantSettingsSchema,
} from '../../../../lib/adapters/oddsgigant/settings.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { sampleTicket } from '../../../e2e/support/oddsgigant.ts';
import { noon } from '../../../support/builders.ts';
import { silentMetrics } from '../../../support/silent.ts';
import { type Answer, startLocalServer } from '../../adapters/http/local-server.ts';

const key = 'licence-key-7';
const guessed = 'guessed-key-8';

/** Both operations with the real client, on a server that answers for OddsGigant, and everything they log. */
async function aHub(answer: Answer, settings: () => Partial<OddsgigantSettings> = () => ({})) {
  const server = await startLocalServer(answer);
  const lines: string[] = [];
  const write = (...all: readonly unknown[]) =>
    void lines.push(
      all.map((one) => (one instanceof Error ? String(one.stack) : JSON.stringify(one))).join(),
    );
  const log = { info: write, warn: write, error: write };
  const clock = manualClock(noon);
  const common = {
    clock: { ...clock, sleep: (ms: number) => clock.advance(ms) },
    ids: randomIds(),
    log,
    metrics: silentMetrics,
    currencies: knownCurrencies(),
  };
  const read = async () =>
    oddsgigantSettingsSchema.parse({ baseUrl: server.url, licenceKey: key, engine: 'remote', ...settings() });
  const needs = { ...common, pricing: oddsgigantPricing({ ...common, settings: read }) };
  const send = async (operation: typeof native | typeof calculation, body: object) => {
    const event = {
      headers: { 'content-type': 'application/json' },
      requestContext: {},
      body: JSON.stringify(body),
      isBase64Encoded: false,
    };
    const result = await operation.bind(needs)(event as never, { awsRequestId: 'call-1' });
    return { status: result.statusCode, body: JSON.parse(result.body ?? '') };
  };
  return { send, logged: () => lines.join('\n') };
}

const envelope = { unixTimestamp: 1, referenceID: 'slip-7' };

describe('what is logged of tickets and keys', () => {
  it.each<[string, Answer]>([
    ['a price', (_, response) => void response.end('4.2')],
    ['a refused key that it repeats', (_, response) => void response.writeHead(401).end(`${key} is wrong`)],
    ['a no that repeats the key', (_, response) => void response.end(`{"success":false,"reason":"${key}?"}`)],
    ['what nobody can read', (_, response) => void response.end(`<${key}>`)],
    ['a failure', (_, response) => void response.writeHead(500).end(key)],
  ])(
    'Given OddsGigant answers %s, then neither key nor ticket is in the log or the answer',
    async (_, answer) => {
      const { send, logged } = await aHub(answer);
      const answers = [
        await send(native, { ...envelope, ...sampleTicket, auth: key }),
        await send(native, { ...envelope, ...sampleTicket, auth: guessed }),
        await send(native, { ...envelope, auth: key }),
        await send(calculation, sampleTicket),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 401, 400, 200]);
      for (const secret of [key, guessed])
        expect(`${logged()}${JSON.stringify(answers)}`).not.toContain(secret);
      for (const part of ['totalGain', '9.15', 'slip-7']) expect(logged()).not.toContain(part);
      expect(logged()).toContain('"operation":"oddsgigant-cashout"');
      expect(logged()).toContain('"refusal":"unauthorized"');
      expect(logged()).toContain('"refusal":"invalid-request"');
    },
  );

  it('Given settings that cannot be read, then nobody is let in and nothing of them is told', async () => {
    const { send, logged } = await aHub(
      () => undefined,
      () => {
        throw new Error('gone');
      },
    );
    const answer = await send(native, { ...envelope, ...sampleTicket, auth: key });
    expect([answer.status, answer.body.code]).toEqual([500, 'internal-error']);
    expect(logged()).not.toContain(key);
  });
});
