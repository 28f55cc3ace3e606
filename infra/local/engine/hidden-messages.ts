import type { VirtualClock } from './clock.ts';
import { dueHeap } from './due-heap.ts';
import type { QueueMessage } from './queue-keeper.ts';

/** Messages of one queue that nobody is given before their time. */
export interface HiddenMessages {
  /** `visibleAt` is epoch milliseconds of the clock. */
  add(visibleAt: number, message: QueueMessage): void;
  /** All of them, whatever their time. */
  showAll(): void;
  size(): number;
}

/** `show` is told of those whose time has come, several at once; one timer serves all, so that the clock has few. */
export function hiddenMessages(
  clock: VirtualClock,
  show: (messages: readonly QueueMessage[]) => void,
): HiddenMessages {
  const hidden = dueHeap<QueueMessage>();
  let wakeAt = Number.POSITIVE_INFINITY;
  let cancelWake = (): void => undefined;

  function arm(): void {
    const due = hidden.firstDue() ?? Number.POSITIVE_INFINITY;
    if (due === wakeAt) return;
    cancelWake();
    wakeAt = due;
    cancelWake = due === Number.POSITIVE_INFINITY ? () => undefined : clock.at(due, wake);
  }

  function wake(): void {
    wakeAt = Number.POSITIVE_INFINITY;
    showUntil(clock.now());
  }

  function showUntil(instant: number): void {
    const shown: QueueMessage[] = [];
    for (let one = hidden.takeDue(instant); one !== undefined; one = hidden.takeDue(instant)) shown.push(one);
    arm();
    show(shown);
  }

  return {
    add(visibleAt, message) {
      hidden.add(visibleAt, message);
      arm();
    },
    showAll: () => showUntil(Number.POSITIVE_INFINITY),
    size: hidden.size,
  };
}
