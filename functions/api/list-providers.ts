import { listProvidersContract } from '../../lib/contracts/http/list-providers.ts';
import { capabilities } from '../../lib/domain/capabilities.ts';
import { providers } from '../../lib/domain/provider.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: listProvidersContract,
  handle: () => async () => ({
    status: 200,
    body: { providers: providers.map((provider) => ({ provider, ...capabilities[provider] })) },
  }),
});

export const handler = onLambda(operation);
