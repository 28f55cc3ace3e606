import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndpointStates } from '../../lib/ports/endpoint-states.ts';
import { noon } from '../support/sample-bets.ts';

export interface EndpointStatesUnderTest {
  readonly states: EndpointStates;
  stop(): Promise<void>;
}

const url = 'https://hooks.example.com/cashout?token=s3cret';

/** What every EndpointStates guarantees. Each test has an endpoint of its own. */
export function endpointStatesContract(name: string, start: () => Promise<EndpointStatesUnderTest>): void {
  describe(`EndpointStates: ${name}`, () => {
    let subject: EndpointStatesUnderTest;
    let states: EndpointStates;
    let endpoints = 0;
    beforeAll(async () => {
      subject = await start();
      states = subject.states;
    });
    afterAll(() => subject.stop());

    function newEndpoint(): string {
      endpoints += 1;
      return `endpoint-${endpoints}`;
    }

    it('Given an endpoint nobody has heard of, When it is asked about, Then it is not disabled', async () => {
      expect(await states.isDisabled(newEndpoint(), url)).toBe(false);
    });

    it('Given an endpoint, When it is disabled once or twice, Then its URL is, and nothing else', async () => {
      const endpoint = newEndpoint();
      for (const at of [noon, noon + 1000]) await states.disable(endpoint, url, at);
      expect(await states.isDisabled(endpoint, url)).toBe(true);
      expect(await states.isDisabled(endpoint, `${url}2`)).toBe(false);
      expect(await states.isDisabled(newEndpoint(), url)).toBe(false);
    });

    it('Given a disabled endpoint, When a person enables it, Then it is not disabled, and can be again', async () => {
      const endpoint = newEndpoint();
      await states.disable(endpoint, url, noon);
      await states.enable(endpoint);
      expect(await states.isDisabled(endpoint, url)).toBe(false);
      await states.disable(endpoint, url, noon);
      expect(await states.isDisabled(endpoint, url)).toBe(true);
    });

    it('Given an endpoint that is not disabled, When it is enabled, Then nothing happens', async () => {
      const endpoint = newEndpoint();
      await states.enable(endpoint);
      expect(await states.isDisabled(endpoint, url)).toBe(false);
    });

    it('Given a disabled endpoint moves and its new URL is gone too, When both are asked about, Then the later one is disabled', async () => {
      const endpoint = newEndpoint();
      await states.disable(endpoint, url, noon);
      await states.disable(endpoint, `${url}2`, noon + 1000);
      expect(await states.isDisabled(endpoint, `${url}2`)).toBe(true);
      expect(await states.isDisabled(endpoint, url)).toBe(false);
    });
  });
}
