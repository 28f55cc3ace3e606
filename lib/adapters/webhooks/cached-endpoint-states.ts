import type { Clock } from '../../ports/clock.ts';
import type { EndpointStates } from '../../ports/endpoint-states.ts';

/**
 * A burst of events asks once. Less than the first wait of the schedule: what a person sends on to an endpoint that was
 * just enabled gets there at its second attempt at the latest.
 */
export const cacheStateForMs = 4_000;

interface Known {
  readonly url: string;
  readonly until: number;
  readonly isDisabled: Promise<boolean>;
}

/** Remembers for a moment which endpoints are disabled; what is changed through it is known at once. */
export function cachedEndpointStates(states: EndpointStates, clock: Pick<Clock, 'now'>): EndpointStates {
  const known = new Map<string, Known>();
  return {
    isDisabled(endpoint, url) {
      const last = known.get(endpoint);
      if (last !== undefined && last.url === url && clock.now() < last.until) return last.isDisabled;
      const asked = {
        url,
        until: clock.now() + cacheStateForMs,
        isDisabled: states.isDisabled(endpoint, url),
      };
      known.set(endpoint, asked);
      // What could not be read is asked for again by the next one.
      asked.isDisabled.catch(() => known.get(endpoint) === asked && known.delete(endpoint));
      return asked.isDisabled;
    },
    async disable(endpoint, url, at) {
      await states.disable(endpoint, url, at);
      known.delete(endpoint);
    },
    async enable(endpoint) {
      await states.enable(endpoint);
      known.delete(endpoint);
    },
  };
}
