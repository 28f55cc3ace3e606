import { readBetId } from '../../lib/contracts/http/fields.ts';
import { quoteBetsContract } from '../../lib/contracts/http/quote-bets.ts';
import { toQuoteResource } from '../../lib/contracts/http/resources.ts';
import { defaultKeepForSeconds, defaultViewerId } from '../../lib/contracts/http/subscribe-bets.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { odds88 } from '../../lib/runtime/aws/odds88.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { viewerOf } from '../../lib/runtime/http/subscriptions.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { quoteAndFollow } from '../../lib/use-cases/quote-and-follow.ts';
import { type QuoteNeeds, quoteBets } from '../../lib/use-cases/quote-bets.ts';
import type { SubscribeNeeds } from '../../lib/use-cases/subscribe-bets.ts';

const keepForMs = defaultKeepForSeconds * 1_000;

export const operation = httpOperation({
  contract: quoteBetsContract,
  handle:
    (needs: QuoteNeeds & SubscribeNeeds & Pick<Dependencies, 'currencies'>) =>
    async ({ input: { body }, client }) => {
      const asked = body.bets.map(({ provider, betId, playerId = null }) => {
        const canonical = readBetId(provider, betId);
        return { provider, betId: canonical ?? betId, possible: canonical !== undefined, playerId };
      });
      const options = { margin: body.gr8?.margin };
      const quotes = body.subscribe
        ? await quoteAndFollow(needs, asked, options, {
            viewerId: viewerOf(client, defaultViewerId),
            keepForMs,
          })
        : await quoteBets(needs, asked, options);
      return {
        status: 200,
        body: { quotes: quotes.map((quote) => toQuoteResource(quote, needs.currencies)) },
      };
    },
});

export const handler = onLambda(operation, ledger, gr8, odds88);
