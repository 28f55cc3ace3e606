import { requestPartialCashoutContract } from '../../lib/contracts/http/request-partial-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { oddsgigant } from '../../lib/runtime/aws/oddsgigant.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { type PlaceCashoutNeeds, placeCashout } from '../../lib/runtime/http/place-cashout.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';

export const operation = httpOperation({
  contract: requestPartialCashoutContract,
  handle: (needs: PlaceCashoutNeeds) => (call) => {
    const { path, body } = call.input;
    const { playerId, amount, stake, priceChange, live, payOut, ticket } = body;
    const margin = body.gr8?.margin;
    const asked = { playerId, amount, stake, priceChange, live, payOut, margin, ticket };
    return placeCashout(needs, call, path, { ...asked, kind: 'partial', by: null });
  },
});

export const handler = onLambda(operation, ledger, gr8, oddsgigant);
