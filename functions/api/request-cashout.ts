import { requestCashoutContract } from '../../lib/contracts/http/request-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88Cashouts } from '../../lib/runtime/aws/odds88-cashouts.ts';
import { oddsgigant } from '../../lib/runtime/aws/oddsgigant.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { type PlaceCashoutNeeds, placeCashout } from '../../lib/runtime/http/place-cashout.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: requestCashoutContract,
  handle: (needs: PlaceCashoutNeeds) => (call) => {
    const { path, body } = call.input;
    const { playerId, amount, priceChange, live, payOut, ticket } = body;
    const margin = body.gr8?.margin;
    const asked = { playerId, amount, priceChange, live, payOut, margin, ticket };
    return placeCashout(needs, call, path, { ...asked, kind: 'full', stake: null, by: null });
  },
});

export const handler = onLambda(operation, ledger, payOuts, gr8, odds88Cashouts, oddsgigant);
