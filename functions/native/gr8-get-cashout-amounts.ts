import {
  gr8GetCashoutAmountsContract,
  toAmountsAnswer,
} from '../../lib/contracts/native/gr8-get-cashout-amounts.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { type QuoteGr8BetsNeeds, quoteGr8Bets } from '../../lib/runtime/native/quote-gr8-bets.ts';

export const operation = nativeOperation({
  contract: gr8GetCashoutAmountsContract,
  handle: (needs: QuoteGr8BetsNeeds) => async (call) => toAmountsAnswer(await quoteGr8Bets(needs, call)),
});

export const handler = onLambda(operation, ledger, gr8);
