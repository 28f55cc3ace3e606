import {
  invalidAnswer,
  notLetInAnswer,
  paidAnswer,
  rejectedAnswer,
  undeterminedAnswer,
} from '../../contracts/native/betcore-answers.ts';
import type { BetcorePayOutInput } from '../../contracts/native/betcore-pay-out.ts';
import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import type { PayOut } from '../../domain/pay-out/pay-out.ts';
import { askPayOut } from '../../use-cases/ask-pay-out.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import type { NativeCall } from './native-operation.ts';

export type PayBetcoreBetNeeds = CommonDependencies &
  Pick<Dependencies, 'payOuts' | 'payOutProvider' | 'betcoreCaller' | 'requestIds'>;

/** Pays out what is asked for on BETCORE's own path. The signature lets the caller in: no token is asked for. */
export async function payBetcoreBet(
  needs: PayBetcoreBetNeeds,
  call: NativeCall<BetcorePayOutInput>,
): Promise<NativeAnswer> {
  const { input, note, correlationId, causationId } = call;
  // Before anything else is done: the work of reading a call is for those who may ask.
  if (!(await isLetIn(needs, input))) {
    note({ refusal: 'unauthorized' });
    return notLetInAnswer;
  }
  call.requireJson();
  const reading = input.readPayOut();
  if (!reading.ok) {
    note({ refusal: 'invalid-request' });
    return invalidAnswer;
  }
  const { sessionId, betId, winAmount, winOdd } = reading.payOut;
  note({ betId });
  const asked = { betcoreBetId: betId, sessionId, winAmount, winOdd, correlationId, causationId };
  const result = await askPayOut(needs, asked);
  if (result.outcome === 'taken') return toAnswer(result.payOut);
  note({ refusal: result.code });
  return rejectedAnswer;
}

/** An id is used up by whoever signed it, and by nobody else: a forger cannot take it from a call that is to come. */
async function isLetIn(
  { betcoreCaller, requestIds, clock }: PayBetcoreBetNeeds,
  { signed }: BetcorePayOutInput,
): Promise<boolean> {
  if ((await betcoreCaller.isSignedByCaller(signed)) !== 'verified') return false;
  return requestIds.useOnce(signed.requestId, clock.now());
}

function toAnswer({ status, transactionId, balance }: PayOut): NativeAnswer {
  switch (status) {
    case 'paid':
      return paidAnswer(transactionId, balance);
    case 'rejected':
    case 'cancelled':
    case 'released':
      return rejectedAnswer;
    case 'reserved':
    case 'due':
    case 'paying':
    case 'undetermined':
    case null:
      return undeterminedAnswer;
  }
}
