import type { FailureQueue, PutAside } from '../../ports/failure-queue.ts';
import { copied } from './copy.ts';

export interface MemoryFailureQueue extends FailureQueue {
  /** Everything that was put aside, in the order it came. */
  readonly aside: readonly PutAside[];
  /** While false, nothing is taken. */
  setAvailable(available: boolean): void;
  /** The next call takes what it is given and then fails, as when an answer is lost on the way. */
  loseNextAnswer(): void;
}

/** A failure queue in this process. */
export function memoryFailureQueue(): MemoryFailureQueue {
  const aside: PutAside[] = [];
  let available = true;
  let losesAnswer = false;
  return {
    aside,
    setAvailable(next) {
      available = next;
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    async put(what) {
      if (!available) throw new Error('the failure queue is not there');
      aside.push(copied(what));
      if (!losesAnswer) return;
      losesAnswer = false;
      throw new Error('the answer of the failure queue was lost');
    },
  };
}
