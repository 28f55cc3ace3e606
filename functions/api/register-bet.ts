import { registerBetContract } from '../../lib/contracts/http/register-bet.ts';
import { toBetResource } from '../../lib/contracts/http/resources.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { unsupported } from '../../lib/runtime/http/unsupported.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { readPayOuts } from '../../lib/use-cases/read-pay-outs.ts';
import { registerBet } from '../../lib/use-cases/register-bet.ts';

export const operation = httpOperation({
  contract: registerBetContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'payOuts' | 'clock' | 'currencies'>) =>
    async ({ input: { path, body } }) => {
      const refused = unsupported(body.live);
      if (refused !== undefined) return { problem: refused };
      const registered = await registerBet(needs, path, body);
      if (registered.outcome === 'differs') {
        const detail =
          'A registration is written once, only `live` may change, and it must fit the cashouts the bet already ' +
          'has: their currency, and as `stake` the original one. GET the bet to see both.';
        return { problem: { code: 'bet-registered-differently', detail } };
      }
      if (registered.outcome === 'pay-out-too-late') {
        const detail =
          'The bet is cashed out, or a cashout of it is open, without this pay-out: BETCORE would never pay it. Register ' +
          'it without `payOut`, or once that cashout is declined. GET the bet to see it.';
        return { problem: { code: 'bet-registered-differently', detail } };
      }
      return {
        status: registered.outcome === 'registered' ? 201 : 200,
        body: toBetResource(
          registered.bet,
          needs.currencies,
          await readPayOuts(needs, registered.bet.cashouts),
        ),
      };
    },
});

export const handler = onLambda(operation, ledger, payOuts);
