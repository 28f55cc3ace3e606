import { requestPartialCashoutContract } from '../../lib/contracts/http/request-partial-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { oddsgigant } from '../../lib/runtime/aws/oddsgigant.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { type PlaceCashoutNeeds, placeCashout } from '../../lib/runtime/http/place-cashout.ts';
import { unsupportedPayOut } from '../../lib/runtime/http/unsupported.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: requestPartialCashoutContract,
  handle: (needs: PlaceCashoutNeeds) => async (call) => {
    const { path, body } = call.input;
    const { playerId, amount, stake, priceChange, live, ticket } = body;
    const margin = body.gr8?.margin;
    const refused = unsupportedPayOut(body.payOut);
    if (refused !== undefined) return { problem: refused };
    const asked = { playerId, amount, stake, priceChange, live, payOut: null, margin, ticket };
    return placeCashout(needs, call, path, { ...asked, kind: 'partial', by: null });
  },
});

export const handler = onLambda(operation, ledger, payOuts, gr8, oddsgigant);
