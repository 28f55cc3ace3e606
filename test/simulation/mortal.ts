/** Life of a container: so many calls to the outside, and then none ever returns. */
export interface Life {
  callsLeft: number;
}

export function immortal(): Life {
  return { callsLeft: Number.POSITIVE_INFINITY };
}

/**
 * The same object, as seen from a container that dies: once its calls are used up, one more has its effect or
 * none at all, and nothing after it happens. No `finally` of a dead container runs either.
 */
export function mortal<Target extends object>(target: Target, life: Life, diesBefore: boolean): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member = Reflect.get(object, name, receiver);
      if (typeof member !== 'function' || name === 'now' || name === 'deadline') return member;
      return async (...args: unknown[]) => {
        if (life.callsLeft <= 0 || (life.callsLeft === 1 && diesBefore)) return lost(life);
        life.callsLeft -= 1;
        const result = await member.apply(object, args);
        return life.callsLeft <= 0 ? lost(life) : result;
      };
    },
  });
}

function lost(life: Life): Promise<never> {
  life.callsLeft = 0;
  return new Promise(() => undefined);
}
