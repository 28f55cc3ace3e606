import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betcoreCaller, isSignedByCaller } from '../../../../lib/adapters/betcore/caller.ts';
import { betcorePayOuts } from '../../../../lib/adapters/betcore/client.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import { readSignedRequest, type SignedRequest } from '../../../../lib/contracts/native/betcore.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import { silentLog } from '../../../support/silent.ts';
import { startLocalServer } from '../http/local-server.ts';
import { aSettings, sample, sampleTime, signed } from './betcore-world.ts';

const settings = aSettings();
const isLetIn = (request: SignedRequest, now = sampleTime) => isSignedByCaller(request, settings, now);

/** The texts of a request that the signature is over, and the signature. */
const sealed = ['body', 'counterpartyId', 'timestamp', 'requestId', 'signature'] as const;

const anyPlace = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const anyCharacter = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 });

const ways = ['replace', 'insert', 'remove', 'swap', 'case', 'cut', 'empty', 'double', 'blank'] as const;

/** One of many ways to change one text of a request. */
interface Tampering {
  readonly name: (typeof sealed)[number];
  readonly place: number;
  readonly other: string;
  readonly how: (typeof ways)[number];
}

const tampering: fc.Arbitrary<Tampering> = fc.record({
  name: fc.constantFrom(...sealed),
  place: anyPlace,
  other: anyCharacter,
  how: fc.constantFrom(...ways),
});

function tampered(request: SignedRequest, { name, place, other, how }: Tampering): SignedRequest {
  const text = request[name];
  const at = Math.floor(place * text.length);
  const [before, here, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
  const changed = {
    replace: `${before}${other}${after}`,
    insert: `${before}${other}${here}${after}`,
    remove: `${before}${after}`,
    swap: `${before}${after.slice(0, 1)}${here}${after.slice(1)}`,
    case: text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase(),
    cut: before,
    empty: '',
    double: `${text}${text}`,
    blank: ` ${text}`,
  }[how];
  return { ...request, [name]: changed };
}

describe('isSignedByCaller', () => {
  it('Given the sample at its own time, then it is let in', () => {
    expect(isLetIn(signed())).toBe(true);
  });

  it('Given any request signed just now, whatever its body, then it is let in', () => {
    const anyRequestId = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyRequestId, (body, requestId) => {
        expect(isLetIn(signed({ body, requestId }))).toBe(true);
      }),
    );
  });

  it('Given a request changed in any place of any header or its body, then it is refused', () => {
    const request = signed();
    let changed = 0;
    fc.assert(
      fc.property(tampering, (change) => {
        const other = tampered(request, change);
        fc.pre(other[change.name] !== request[change.name]);
        changed += 1;
        expect(isLetIn(other)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
    expect(changed).toBeGreaterThanOrEqual(200);
  });

  it('Given every single character of every text changed in turn, then it is refused each time', () => {
    const request = signed();
    for (const name of sealed) {
      for (const at of request[name].split('').keys()) {
        const text = request[name];
        const other = text[at] === '0' ? '1' : '0';
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
        expect(isLetIn({ ...request, [name]: changed }), `${name} at ${at}`).toBe(false);
      }
    }
  });

  it('Given two texts that change places, then it is refused', () => {
    const request = signed();
    for (const one of sealed) {
      for (const other of sealed) {
        if (one === other) continue;
        expect(isLetIn({ ...request, [one]: request[other], [other]: request[one] })).toBe(false);
      }
    }
  });

  it('Given members of the body in another order, or its blanks, then it is refused', () => {
    const body = '{"winAmount":55.25,"betId":"4178696881","winOdd":11.05}';
    expect(isLetIn({ ...signed(), body })).toBe(false);
    expect(isLetIn({ ...signed(), body: `${sample.body}\n` })).toBe(false);
  });

  it.each([
    [0, true],
    [300_000, true],
    [-300_000, true],
    [300_001, false],
    [-300_001, false],
    [86_400_000, false],
  ])('Given a clock %i ms off, then it is let in: %s', (aheadMs, expected) => {
    expect(isLetIn(signed(), sampleTime + aheadMs)).toBe(expected);
  });

  it.each([
    ['seconds', '1719766120'],
    ['a date', '2024-06-30T16:48:40.806Z'],
    ['a fraction', `${sampleTime}.0`],
    ['a sign', `+${sampleTime}`],
    ['hexadecimal', `0x${sampleTime.toString(16)}`],
    ['nothing', ''],
  ])('Given a timestamp well signed but written as %s, then it is refused', (_, timestamp) => {
    expect(isLetIn(signed({ timestamp }))).toBe(false);
  });

  it.each([
    ['a dashed UUID', false, '5a0679b6-e5fa-48f6-892c-777b0fa92392'],
    ['31 digits', false, sample.requestId.slice(1)],
    ['nothing', false, ''],
    ['capitals', true, sample.requestId.toUpperCase()],
  ])('Given a well signed request id of %s, then it is let in: %s', (_, expected, requestId) => {
    expect(isLetIn(signed({ requestId }))).toBe(expected);
  });

  it('Given the right secret for another counterparty, then it is refused', () => {
    expect(isLetIn(signed({ counterpartyId: '00000000-0000-0000-0000-000000000000' }))).toBe(false);
  });

  it.each([['timestamp'], ['requestId']])(
    'Given a recipe that leaves the %s unsigned, then nobody is let in',
    (left) => {
      const parts = ['body', 'counterpartyId', 'timestamp', 'requestId'].filter((part) => part !== left);
      const loose = aSettings({ signature: { parts } });
      expect(isSignedByCaller(signed({}, loose), loose, sampleTime)).toBe(false);
    },
  );

  it('Given the secret before, while both are taken, then it is let in', () => {
    const renewed = aSettings({ secret: 'new', alsoAcceptedSecrets: ['test-secret'] });
    expect(isSignedByCaller(signed(), renewed, sampleTime)).toBe(true);
    expect(isSignedByCaller(signed(), aSettings({ secret: 'new' }), sampleTime)).toBe(false);
  });
});

describe('betcoreCaller', () => {
  it('Given the time goes on, then what was verified is refused', async () => {
    const clock = manualClock(sampleTime);
    const caller = betcoreCaller({ settings: async () => settings, clock });
    expect(await caller.isSignedByCaller(signed())).toBe('verified');
    await clock.advance(300_001);
    expect(await caller.isSignedByCaller(signed())).toBe('refused');
  });

  it('Given no settings, then it rejects, which is no word on the caller', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const caller = betcoreCaller({ settings: away, clock: manualClock(sampleTime) });
    await expect(caller.isSignedByCaller(signed())).rejects.toThrow('away');
  });
});

describe('the calls of the hub itself', () => {
  /** A pay-out by a hub of these settings, as BETCORE receives it. */
  async function captured(changes: object = {}): Promise<SignedRequest> {
    const server = await startLocalServer((_, response) => void response.end('{"_responseCode":1}'));
    const { payOut } = betcorePayOuts({
      settings: async () => aSettings({ baseUrl: server.url, ...changes }),
      clock: manualClock(sampleTime),
      ids: randomIds(),
      log: silentLog,
    });
    const amount = money(decimal('55.25'), 'EUR' as Currency);
    await payOut({ sessionId: 's1', betcoreBetId: '4178696881', amount, winOdd: null });
    const [sent] = server.requests;
    if (sent === undefined) throw new Error('nothing was sent');
    return readSignedRequest(sent.headers, { body: sent.body, method: sent.method, path: sent.path });
  }

  it.each([
    ['the same secret', {}],
    ['a new secret, the one before still taken', { secret: 'new', alsoAcceptedSecrets: ['test-secret'] }],
    ['the secret to come taken already', { alsoAcceptedSecrets: ['new'] }],
  ])('Given one of them and %s, then it opens nothing, under this or any session', async (_, changes) => {
    const request = await captured();
    const current = aSettings(changes);
    const caller = betcoreCaller({ settings: async () => current, clock: manualClock(sampleTime) });
    // Nothing else is wrong with it: the signature holds.
    expect(isSignedByCaller(request, current, sampleTime)).toBe(true);
    expect(await caller.isSignedByCaller(request)).toBe('refused');
    const elsewhere = { ...request, path: '/v1/sessions/mine/bets/pay-out' };
    expect(await caller.isSignedByCaller(elsewhere)).toBe('refused');
  });

  it('Given an integration that signs with the same secret, then it is let in under ids of its own', async () => {
    const caller = betcoreCaller({ settings: async () => settings, clock: manualClock(sampleTime) });
    const anyRequestId = fc.stringMatching(/^[0-9a-f]{32}$/);
    await fc.assert(
      fc.asyncProperty(anyRequestId, async (requestId) => {
        expect(await caller.isSignedByCaller(signed({ requestId }))).toBe('verified');
      }),
    );
  });
});
