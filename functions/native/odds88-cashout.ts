import { odds88CashoutContract } from '../../lib/contracts/native/odds88-cashout.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88Cashouts } from '../../lib/runtime/aws/odds88-cashouts.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import {
  type PlaceOdds88CashoutNeeds,
  placeOdds88Cashout,
} from '../../lib/runtime/native/place-odds88-cashout.ts';

export const operation = nativeOperation({
  contract: odds88CashoutContract,
  handle: (needs: PlaceOdds88CashoutNeeds) => (call) => placeOdds88Cashout(needs, call),
});

export const handler = onLambda(operation, ledger, payOuts, odds88Cashouts);
