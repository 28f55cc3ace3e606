import type { NativeContract } from '../../../../lib/contracts/native/native-contract.ts';
import { odds88Paths } from '../../../../lib/contracts/native/odds88.ts';
import { emptyOk } from '../../../../lib/contracts/native/odds88-answers.ts';
import type { Odds88BetIds } from '../../../../lib/contracts/native/odds88-bet-ids.ts';
import { odds88SubscribeContract } from '../../../../lib/contracts/native/odds88-subscribe.ts';
import { odds88UnsubscribeContract } from '../../../../lib/contracts/native/odds88-unsubscribe.ts';
import { nativeAnswer } from '../answer.ts';
import { refuseWithoutToken } from '../bearer-token.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { jsonPost } from './json-post.ts';
import { forbiddenProblem } from './problem.ts';
import type { Odds88State } from './state.ts';

/**
 * POST /api/Cashout/subscribe: puts bets into the feed for ten minutes from now, known or not. Of those that are
 * known the feed tells at once what they are worth, with every renewal, too.
 */
export function subscribe(state: Odds88State): SimulatedOperation {
  return betIdsPost(state, {
    name: 'subscribe',
    path: odds88Paths.subscribe,
    contract: odds88SubscribeContract,
    take(betIds) {
      const { subscriptions, bets, feed } = state;
      subscriptions.subscribe(betIds);
      for (const betId of betIds) {
        const bet = bets.find(betId);
        if (bet !== undefined) feed.tell(bet);
      }
    },
  });
}

/** POST /api/Cashout/unsubscribe: takes bets out of it. */
export function unsubscribe(state: Odds88State): SimulatedOperation {
  return betIdsPost(state, {
    name: 'unsubscribe',
    path: odds88Paths.unsubscribe,
    contract: odds88UnsubscribeContract,
    take: state.subscriptions.unsubscribe,
  });
}

interface BetIdsPost {
  readonly name: string;
  readonly path: string;
  readonly contract: NativeContract<Odds88BetIds>;
  readonly take: (betIds: readonly string[]) => void;
}

function betIdsPost({ tokens }: Odds88State, { name, path, contract, take }: BetIdsPost): SimulatedOperation {
  return jsonPost({
    name,
    path,
    contract,
    refuse: (request) => refuseWithoutToken(tokens, request),
    judge({ betIds }, { reject }) {
      // Of the statuses the page lists, the one that says no to a caller it knows.
      if (reject) return forbiddenProblem(path, 'This operator may not do this.');
      take(betIds);
      return nativeAnswer(emptyOk);
    },
  });
}
