import { gr8ForcedCashoutContract } from '../../lib/contracts/native/gr8-forced-cashout.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { type PlaceGr8CashoutNeeds, placeGr8Cashout } from '../../lib/runtime/native/place-gr8-cashout.ts';

export const operation = nativeOperation({
  contract: gr8ForcedCashoutContract,
  handle: (needs: PlaceGr8CashoutNeeds) => (call) => {
    // This wire tells neither who wants it nor why: the token says who, and may be another's at the next try.
    const by = { actor: call.client ?? 'gr8 api', note: 'forced through the GR8 path', asked: false };
    return placeGr8Cashout(needs, call, gr8ForcedCashoutContract, { kind: 'forced', priceChange: null, by });
  },
});

export const handler = onLambda(operation, ledger, payOuts, gr8);
