import type { Random } from './random.ts';

/** Everybody's calls to the outside, made one at a time in an order of chance. */
export interface Turns {
  /** Waits until it is this caller's turn. */
  pause(): Promise<void>;
  /** Gives turns until nobody waits for one any more. */
  play(): Promise<void>;
}

export function turns(random: Random): Turns {
  const waiting: (() => void)[] = [];
  return {
    pause: () => new Promise((go) => void waiting.push(go)),
    async play() {
      for (;;) {
        // Whoever has just had a turn goes on to its next call first.
        await new Promise((resolve) => setImmediate(resolve));
        const [go] = waiting.splice(random.below(waiting.length), 1);
        if (go === undefined) return;
        go();
      }
    },
  };
}

/** The same object, each of its calls waiting for its turn. */
export function inTurn<Target extends object>(target: Target, { pause }: Turns): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member = Reflect.get(object, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await pause();
        return member.apply(object, args);
      };
    },
  });
}
