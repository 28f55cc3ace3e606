import { cashoutStatesPage } from './cashout-states.ts';

/** Every committed file that is made from code: path → content. A test fails when one has drifted. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([['docs/cashout-states.md', cashoutStatesPage()]]);
}
