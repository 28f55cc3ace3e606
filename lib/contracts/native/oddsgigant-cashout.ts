import { maxFaults, type TicketFault } from '../../domain/pricing/validate-ticket.ts';
import { parseJsonWithExactNumbers } from '../json.ts';
import type { NativeContract } from './native-contract.ts';
import { invalidTicket } from './oddsgigant-answers.ts';
import { readTicket, type TicketReading } from './oddsgigant-ticket.ts';
import { type Read, readAmount, readName } from './oddsgigant-values.ts';

export interface OddsgigantCashoutInput {
  /** As sent; empty where there is none. A secret: nothing else is told before it is right. */
  readonly auth: string;
  /** Null where there is none that could be repeated. */
  readonly referenceId: string | null;
  /** Reads the rest of the body, which is work: for those who may ask. */
  readonly readTicket: () => TicketReading;
}

/** POST /ApiR1/cashout of oddsgigant.seed.txt. */
export const oddsgigantCashoutContract: NativeContract<OddsgigantCashoutInput> = {
  id: 'oddsgigant-cashout',
  provider: 'oddsgigant',
  read({ body }) {
    const json = parsed(body());
    if (json === undefined) {
      return { ok: false, answer: invalidTicket(null, [{ path: [], message: 'must be valid JSON' }]) };
    }
    const auth = memberOf(json, 'auth');
    const referenceId = readName(memberOf(json, 'referenceID'));
    return {
      ok: true,
      input: {
        auth: typeof auth === 'string' ? auth : '',
        referenceId: 'fault' in referenceId ? null : (referenceId.value ?? null),
        readTicket: () => {
          // The time has no part in the price, but the page requires it.
          const time = readAmount(memberOf(json, 'unixTimestamp'));
          const faults = [...faultsAt('unixTimestamp', time), ...faultsAt('referenceID', referenceId)];
          return withFaults(faults, readTicket(json));
        },
      },
    };
  },
};

function withFaults(faults: readonly TicketFault[], reading: TicketReading): TicketReading {
  if (faults.length === 0) return reading;
  return { ok: false, faults: [...faults, ...(reading.ok ? [] : reading.faults)].slice(0, maxFaults) };
}

function faultsAt(name: string, read: Read<string>): readonly TicketFault[] {
  if ('fault' in read) return [{ path: [name], message: read.fault }];
  return read.value ? [] : [{ path: [name], message: 'is required' }];
}

/** One member of the body, its name in any case; of several the last, as wherever names are folded. */
function memberOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const lowerCase = name.toLowerCase();
  const key = Object.keys(json).findLast((key) => key.toLowerCase() === lowerCase);
  return key === undefined ? undefined : (json as Readonly<Record<string, unknown>>)[key];
}

/** Undefined for what is no JSON, and for what is nested deeper than anything can read. */
function parsed(text: string): unknown {
  try {
    return parseJsonWithExactNumbers(text);
  } catch {
    return undefined;
  }
}
