export interface Timer {
  /** Epoch milliseconds of the clock the timer belongs to. */
  readonly due: number;
  readonly fire: () => void;
}

/** Timers by due time; those of one instant keep the order they were added in. */
export interface Timers {
  add(timer: Timer): void;
  remove(timer: Timer): void;
  /** The earliest one, left in place. */
  first(): Timer | undefined;
  /** The earliest one when it is due by then, taken out. */
  takeDue(now: number): Timer | undefined;
}

export function timers(): Timers {
  const ordered: Timer[] = [];
  return {
    add(timer) {
      ordered.splice(placeAfterEqual(ordered, timer.due), 0, timer);
    },
    remove(timer) {
      const at = ordered.indexOf(timer);
      if (at !== -1) ordered.splice(at, 1);
    },
    first: () => ordered[0],
    takeDue(now) {
      const earliest = ordered[0];
      if (earliest === undefined || earliest.due > now) return undefined;
      ordered.shift();
      return earliest;
    },
  };
}

function placeAfterEqual(ordered: readonly Timer[], due: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle]?.due ?? Number.POSITIVE_INFINITY) <= due) low = middle + 1;
    else high = middle;
  }
  return low;
}
