import type { EndpointStates } from '../../ports/endpoint-states.ts';

/** States of webhook endpoints in this process. */
export function memoryEndpointStates(): EndpointStates {
  const disabled = new Map<string, string>();
  return {
    isDisabled: async (endpoint, url) => disabled.get(endpoint) === url,
    async disable(endpoint, url) {
      disabled.set(endpoint, url);
    },
    async enable(endpoint) {
      disabled.delete(endpoint);
    },
  };
}
