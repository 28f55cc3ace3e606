import type { Log } from '../../../lib/ports/telemetry.ts';
import type { VirtualClock } from './clock.ts';
import type { QueueKeeper, QueueMessage } from './queue-keeper.ts';

/** A message whose receives are used up, until a person sends it on. */
export interface DeadLetter extends QueueMessage {
  /** When it became one: epoch milliseconds. */
  readonly since: number;
}

export interface DeadLetterPage {
  /** Newest last. */
  readonly letters: readonly DeadLetter[];
  /** Where the next page begins; null when this is the last. */
  readonly next: string | null;
}

/** The dead letters of one queue, also where an earlier run left them. */
export interface DeadLetters {
  add(letter: DeadLetter): void;
  /** Makes a dead letter of a message. */
  bury(message: QueueMessage): void;
  count(): number;
  /** At most `limit` of them, from the oldest, or from where an earlier page ended. */
  page(limit: number, from: string | null): DeadLetterPage;
  /** Those with these ids that are here, as messages sent now; they are no dead letters any more. */
  takeOut(ids: readonly string[] | 'all'): readonly QueueMessage[];
}

export interface DeadLettersOptions {
  /** Name of the queue's consumer. */
  readonly consumer: string;
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly keeper: Pick<QueueKeeper, 'dead' | 'redriven'>;
  readonly log: Log;
}

export function deadLetters({ consumer, clock, keeper, log }: DeadLettersOptions): DeadLetters {
  const kept = new Map<string, DeadLetter>();
  return {
    add: (letter) => void kept.set(letter.id, letter),
    bury(message) {
      const letter = { ...message, since: clock.now() };
      kept.set(letter.id, letter);
      try {
        keeper.dead(consumer, letter);
      } catch (fault) {
        log.error('a dead letter could not be kept as one', fault, { consumer });
      }
    },
    count: () => kept.size,
    page(limit, from) {
      // By a place and not by a count: what is sent on meanwhile moves nothing.
      const left = [...kept.values()].filter((letter) => from === null || placeOf(letter) > from);
      const letters = left.sort(byPlace).slice(0, limit);
      const last = letters.at(-1);
      return { letters, next: last === undefined || left.length <= limit ? null : placeOf(last) };
    },
    takeOut(ids) {
      const meant = ids === 'all' ? [...kept.keys()] : [...new Set(ids)].filter((id) => kept.has(id));
      const sentAt = clock.now();
      if (meant.length > 0) keeper.redriven(consumer, meant, sentAt);
      return meant.flatMap((id) => {
        const letter = kept.get(id);
        kept.delete(id);
        return letter === undefined ? [] : [{ id, body: letter.body, sentAt, receives: 0 }];
      });
    },
  };
}

/** Digits of the largest instant there is. */
const instantDigits = 16;

/** Its place among the others, as a text that sorts like it. */
function placeOf({ since, id }: DeadLetter): string {
  return `${String(since).padStart(instantDigits, '0')}/${id}`;
}

function byPlace(left: DeadLetter, right: DeadLetter): number {
  return placeOf(left) < placeOf(right) ? -1 : 1;
}
