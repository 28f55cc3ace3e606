import { maxFaults, type TicketFault } from '../../domain/pricing/validate-ticket.ts';
import { foldKeys } from '../fold-keys.ts';
import { parseJsonWithExactNumbers } from '../json.ts';
import type { NativeContract } from './native-contract.ts';
import { oddsgigantMembers } from './oddsgigant.ts';
import { invalidTicket } from './oddsgigant-answers.ts';
import { readTicket, type TicketReading } from './oddsgigant-ticket.ts';
import { type Read, readAmount, readName } from './oddsgigant-values.ts';

export interface OddsgigantCashoutInput {
  /** As sent; empty where there is none. A secret: nothing else is told before it is right. */
  readonly auth: string;
  /** Null where there is none that could be repeated. */
  readonly referenceId: string | null;
  readonly reading: TicketReading;
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
    const member = membersOf(json);
    const auth = member('auth');
    const referenceId = readName(member('referenceID'));
    // The time has no part in the price, but the page requires it.
    const faults = [
      ...faultsAt('unixTimestamp', readAmount(member('unixTimestamp'))),
      ...faultsAt('referenceID', referenceId),
    ];
    return {
      ok: true,
      input: {
        auth: typeof auth === 'string' ? auth : '',
        referenceId: 'fault' in referenceId ? null : (referenceId.value ?? null),
        reading: withFaults(faults, readTicket(json)),
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

function membersOf(json: unknown): (name: string) => unknown {
  const folded = foldKeys(json, oddsgigantMembers);
  const members = new Map(typeof folded === 'object' && folded !== null ? Object.entries(folded) : []);
  return (name) => members.get(name);
}

/** Undefined for what is no JSON, and for what is nested deeper than anything can read. */
function parsed(text: string): unknown {
  try {
    return parseJsonWithExactNumbers(text);
  } catch {
    return undefined;
  }
}
