import { oddsgigantCashoutContract } from '../../lib/contracts/native/oddsgigant-cashout.ts';
import { oddsgigant } from '../../lib/runtime/aws/oddsgigant.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import {
  type PriceOddsgigantTicketNeeds,
  priceOddsgigantTicket,
} from '../../lib/runtime/native/price-oddsgigant-ticket.ts';

export const operation = nativeOperation({
  contract: oddsgigantCashoutContract,
  handle: (needs: PriceOddsgigantTicketNeeds) => (call) => priceOddsgigantTicket(needs, call),
});

export const handler = onLambda(operation, oddsgigant);
