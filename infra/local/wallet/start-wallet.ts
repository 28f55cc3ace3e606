import type { Dependencies } from '../../../lib/runtime/dependencies.ts';
import type { DataDir } from '../data-dir.ts';
import type { QueueConsumer } from '../engine/queue.ts';
import type { Rule } from '../engine/rules.ts';
import { wallet as newWallet } from './wallet.ts';
import { walletConsumer, walletHandler } from './wallet-consumer.ts';
import { walletJournal } from './wallet-journal.ts';
import { walletView } from './wallet-view.ts';

export interface StartedWallet {
  readonly consumer: QueueConsumer & Pick<Rule, 'events'>;
  /** What GET /_local/wallet answers. */
  readonly view: () => Promise<unknown>;
}

/** The wallet of the local system: a consumer like any other, so that a person sees the money move. */
export function startWallet(dependencies: Dependencies, folder: DataDir | null): StartedWallet {
  const { ids, bets, currencies } = dependencies;
  const journal = walletJournal(folder);
  const wallet = newWallet(journal.before);
  const handle = walletHandler({ ...dependencies, wallet, journal });
  return {
    consumer: { ...walletConsumer, deliver: (event) => handle(event, { awsRequestId: ids.next() }) },
    view: () => walletView({ wallet, bets, currencies }),
  };
}
