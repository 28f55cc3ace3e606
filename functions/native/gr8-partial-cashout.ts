import { gr8PriceChanges } from '../../lib/contracts/native/gr8.ts';
import { gr8PartialCashoutContract } from '../../lib/contracts/native/gr8-partial-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { type PlaceGr8CashoutNeeds, placeGr8Cashout } from '../../lib/runtime/native/place-gr8-cashout.ts';

export const operation = nativeOperation({
  contract: gr8PartialCashoutContract,
  handle: (needs: PlaceGr8CashoutNeeds) => (call) => {
    const priceChange = gr8PriceChanges[call.input.body.priceChangePolicy];
    return placeGr8Cashout(needs, call, gr8PartialCashoutContract, {
      kind: 'partial',
      priceChange,
      by: null,
    });
  },
});

export const handler = onLambda(operation, ledger, payOuts, gr8);
