import type { NativeContract } from '../../../../lib/contracts/native/native-contract.ts';
import { type Answer, nativeAnswer } from '../answer.ts';
import { isJson } from '../media-type.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { unsupportedMediaType } from './problem.ts';

export interface JsonPost<Input> extends Pick<SimulatedOperation, 'name' | 'path' | 'refuse'> {
  readonly contract: NativeContract<Input>;
  /** Takes effect and answers; with `reject` it gives the provider's own no instead. */
  readonly judge: (input: Input, options: { readonly reject: boolean }) => Answer;
}

/** What Odds88's calls have in common: a JSON body, and nothing else, says what is wanted. */
export function jsonPost<Input>({
  name,
  path,
  refuse,
  contract,
  judge,
}: JsonPost<Input>): SimulatedOperation {
  return {
    name,
    method: 'POST',
    path,
    refuse,
    perform(request, options) {
      // The page asks for the header; 415 is how its framework insists on it.
      if (!isJson(request)) return unsupportedMediaType(path);
      const read = contract.read({ headers: {}, query: {}, body: () => request.body });
      return read.ok ? judge(read.input, options) : nativeAnswer(read.answer);
    },
  };
}
