import { requestForcedCashoutContract } from '../../lib/contracts/http/request-forced-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { type PlaceCashoutNeeds, placeCashout } from '../../lib/runtime/http/place-cashout.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: requestForcedCashoutContract,
  handle: (needs: PlaceCashoutNeeds) => (call) => {
    const { path, body } = call.input;
    const { playerId, amount, payOut } = body;
    const by = { actor: body.actor, note: body.reason, asked: true };
    // The operator names the amount: there is no price to change and none to wait for.
    const unpriced = { priceChange: null, margin: undefined, live: false };
    return placeCashout(needs, call, path, {
      ...unpriced,
      kind: 'forced',
      playerId,
      amount,
      payOut,
      stake: null,
      by,
    });
  },
});

export const handler = onLambda(operation, ledger, payOuts, gr8);
