import { readBetId } from '../../lib/contracts/http/fields.ts';
import { quoteBetsContract } from '../../lib/contracts/http/quote-bets.ts';
import { toQuoteResource } from '../../lib/contracts/http/resources.ts';
import { gr8 } from '../../lib/runtime/aws/gr8.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { httpOperation } from '../../lib/runtime/http/http-operation.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { quoteBets } from '../../lib/use-cases/quote-bets.ts';

export const operation = httpOperation({
  contract: quoteBetsContract,
  handle:
    (needs: Pick<Dependencies, 'bets' | 'clock' | 'currencies' | 'log' | 'quoteReaders'>) =>
    async ({ input: { body } }) => {
      const asked = body.bets.map(({ provider, betId, playerId = null }) => {
        const canonical = readBetId(provider, betId);
        return { provider, betId: canonical ?? betId, possible: canonical !== undefined, playerId };
      });
      const quotes = await quoteBets(needs, asked, { margin: body.gr8?.margin });
      return {
        status: 200,
        body: { quotes: quotes.map((quote) => toQuoteResource(quote, needs.currencies)) },
      };
    },
});

export const handler = onLambda(operation, ledger, gr8);
