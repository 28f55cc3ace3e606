import type { HiddenMessage, QueueVisibility } from '../../ports/queue-visibility.ts';

export interface MemoryQueueVisibility extends QueueVisibility {
  /** Everything that was hidden, in the order it came. */
  readonly hidden: readonly HiddenMessage[];
  /** While false, nothing is taken. */
  setAvailable(available: boolean): void;
}

/** Notes what it was asked for; there is no queue behind it. */
export function memoryQueueVisibility(): MemoryQueueVisibility {
  const hidden: HiddenMessage[] = [];
  let available = true;
  return {
    hidden,
    setAvailable(next) {
      available = next;
    },
    async hide(messages) {
      if (!available) throw new Error('the queue is not there');
      hidden.push(...messages);
    },
  };
}
