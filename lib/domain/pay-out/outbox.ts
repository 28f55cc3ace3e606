import { assert } from '../assert.ts';
import { ownerIn, type PayOutCommand, partyOf } from './decide.ts';
import { type PayOut, type PayOutOutboxEntry, sameOwner } from './pay-out.ts';
import type { PayOutEventType } from './transitions.ts';

/** The pay-out with these events in its outbox, about whom the command was about. */
export function withEvents(
  before: PayOut,
  after: PayOut,
  types: readonly PayOutEventType[],
  command: PayOutCommand,
  causationId: string,
): PayOut {
  if (types.length === 0) return after;
  const sequence = before.version + 1;
  const written = before.outbox.filter((entry) => entry.sequence === sequence).length;
  const subject = subjectOf(before, after, command);
  const entries = types.map(
    (type, position): PayOutOutboxEntry => ({
      type,
      sequence,
      index: written + position,
      at: command.at,
      ...subject,
      causationId,
    }),
  );
  return { ...after, outbox: [...after.outbox, ...entries] };
}

type Subject = Pick<
  PayOutOutboxEntry,
  'owner' | 'status' | 'amount' | 'transactionId' | 'client' | 'correlationId'
>;

/** Whom the events are about: the owner, one that waits, or one that was here before. */
function subjectOf(before: PayOut, after: PayOut, command: PayOutCommand): Subject {
  const { asked, status } = after;
  assert(asked !== null && status !== null, 'there is no event before anybody asked');
  const party = partyOf(before, command);
  const about = ownerIn(command);
  if (about === null || party === 'owner') {
    const { owner, amount, client, correlationId } = asked;
    return { owner, status, amount, transactionId: after.transactionId, client, correlationId };
  }
  const waits = after.waiting.find((one) => sameOwner(one.owner, about));
  const told = waits ?? ('asked' in command ? command.asked : null);
  if (told !== null && command.name !== 'succeeded') {
    const { owner, amount, client, correlationId } = told;
    const isPaid = waits !== undefined && waits.paidByHandAt !== null;
    const transactionId = isPaid ? waits.transactionId : null;
    return { owner, status: isPaid ? 'paid' : 'rejected', amount, transactionId, client, correlationId };
  }
  // What the former owner was paid is not kept here: its own events told it.
  const transactionId = 'transactionId' in command ? (command.transactionId ?? null) : null;
  return {
    owner: about,
    status: 'paid',
    amount: null,
    transactionId,
    client: null,
    correlationId: asked.correlationId,
  };
}

/** The pay-out without the given published entries; the same object when none of them is there. */
export function withoutPublishedPayOuts(payOut: PayOut, published: readonly PayOutOutboxEntry[]): PayOut {
  const gone = new Set(published.map(({ sequence, index }) => `${sequence}.${index}`));
  const outbox = payOut.outbox.filter(({ sequence, index }) => !gone.has(`${sequence}.${index}`));
  return outbox.length === payOut.outbox.length ? payOut : { ...payOut, outbox };
}
