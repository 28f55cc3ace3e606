import { toPayOutResource } from '../../lib/contracts/http/pay-out-resource.ts';
import { resolvePayOutContract } from '../../lib/contracts/http/resolve-pay-out.ts';
import type { ResolvePayOutRefusal } from '../../lib/domain/pay-out/resolve.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import type { Problem } from '../../lib/runtime/http/problems.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { resolvePayOut } from '../../lib/use-cases/resolve-pay-out.ts';

export const operation = httpOperation({
  contract: resolvePayOutContract,
  handle:
    (needs: Pick<Dependencies, 'payOuts' | 'clock' | 'metrics' | 'currencies'>) =>
    async ({ input: { path, body }, causationId }) => {
      const result = await resolvePayOut(needs, path.betcoreBetId, body, causationId);
      if (result.outcome === 'refused') return { problem: toProblem(result) };
      return { status: 200, body: toPayOutResource(result.payOut, needs.currencies) };
    },
});

export const handler = onLambda(operation, payOuts);

function toProblem(refusal: ResolvePayOutRefusal): Problem {
  const { code } = refusal;
  switch (code) {
    case 'pay-out-not-found':
      return { code, detail: 'Nobody has asked the hub to pay this BETCORE bet out.' };
    case 'pay-out-in-progress':
      return {
        code,
        detail: 'It waits for its cashout or for BETCORE. GET /v1/unresolved lists what you can resolve.',
      };
    case 'pay-out-already-decided':
      return {
        code,
        detail: 'Nothing is left to be resolved here in this way. GET its cashout to see how it ended.',
      };
    case 'cashout-id-missing':
      return {
        code,
        detail:
          `Several pay-outs of this BETCORE bet wait for a person: send \`cashoutId\`, one of ${refusal.cashoutIds.join(', ')}. ` +
          "One that was asked for on BETCORE's own path has none and comes last.",
      };
  }
}
