import { describe, expect, it } from 'vitest';
import { memoryEndpointStates } from '../../../../lib/adapters/memory/endpoint-states.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import {
  cachedEndpointStates,
  cacheStateForMs,
} from '../../../../lib/adapters/webhooks/cached-endpoint-states.ts';
import { noon } from '../../../support/sample-bets.ts';

const url = 'https://hooks.example.com/';

function given() {
  const clock = manualClock(noon);
  const store = memoryEndpointStates();
  let [asked, available] = [0, true];
  const states = cachedEndpointStates(
    {
      ...store,
      async isDisabled(endpoint, at) {
        asked += 1;
        if (!available) throw new Error('away');
        return store.isDisabled(endpoint, at);
      },
    },
    clock,
  );
  return {
    clock,
    store,
    states,
    asked: () => asked,
    setAvailable(next: boolean) {
      available = next;
    },
  };
}

describe('remembered states of endpoints', () => {
  it('Given many events at once, then the store is asked once', async () => {
    const { states, asked } = given();
    const answers = await Promise.all(Array.from({ length: 10 }, () => states.isDisabled('crm', url)));
    expect(answers).toEqual(Array(10).fill(false));
    expect(asked()).toBe(1);
  });

  it('Given another container enables it, then that counts after a moment', async () => {
    const { clock, store, states } = given();
    await states.disable('crm', url, noon);
    expect(await states.isDisabled('crm', url)).toBe(true);
    await store.enable('crm');
    await clock.advance(cacheStateForMs - 1);
    expect(await states.isDisabled('crm', url)).toBe(true);
    await clock.advance(1);
    expect(await states.isDisabled('crm', url)).toBe(false);
  });

  it('Given it is changed here, then that counts at once', async () => {
    const { states } = given();
    expect(await states.isDisabled('crm', url)).toBe(false);
    await states.disable('crm', url, noon);
    expect(await states.isDisabled('crm', url)).toBe(true);
    await states.enable('crm');
    expect(await states.isDisabled('crm', url)).toBe(false);
  });

  it('Given another endpoint or another URL, then what is remembered says nothing of it', async () => {
    const { states } = given();
    await states.disable('crm', url, noon);
    expect(await states.isDisabled('crm', url)).toBe(true);
    expect(await states.isDisabled('crm', `${url}v2`)).toBe(false);
    expect(await states.isDisabled('risk', url)).toBe(false);
  });

  it('Given the store does not answer, then the next one asks again', async () => {
    const { states, setAvailable } = given();
    setAvailable(false);
    await expect(states.isDisabled('crm', url)).rejects.toThrow('away');
    setAvailable(true);
    expect(await states.isDisabled('crm', url)).toBe(false);
  });
});
