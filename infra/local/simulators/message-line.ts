import type { Clock } from '../../../lib/ports/clock.ts';
import type { MessageFault } from './faults.ts';

export interface MessageLineOptions {
  readonly clock: Clock;
  /** The fault that is to happen to the next message, one use of it spent. */
  readonly takeFault: () => MessageFault | undefined;
  readonly put: (text: string) => void;
  readonly close: () => void;
  /** Aborts when there is nobody left to send to. */
  readonly ended: AbortSignal;
}

/**
 * Sends the messages of one connection, with what is ordered to go wrong. They keep their order, so a delayed one
 * holds up those behind it; only `reorder` lets the next one pass, which takes no fault itself.
 */
export function messageLine({ clock, takeFault, put, close, ended }: MessageLineOptions) {
  const line: { readonly due: number; readonly act: () => void }[] = [];
  let heldBack: string | undefined;

  async function work(): Promise<void> {
    for (let next = line[0]; next !== undefined; next = line[0]) {
      const waitMs = next.due - clock.now();
      if (waitMs > 0) await clock.sleep(waitMs, ended);
      line.shift();
      next.act();
    }
  }

  function queue(delayMs: number, act: () => void): void {
    line.push({ due: clock.now() + delayMs, act });
    // Whoever waits at the head of the line goes on with those behind it; the end of the connection ends it.
    if (line.length === 1) void work().catch(() => undefined);
  }

  return (text: string): void => {
    if (heldBack !== undefined) {
      const late = heldBack;
      heldBack = undefined;
      queue(0, () => {
        put(text);
        put(late);
      });
      return;
    }
    const fault = takeFault();
    switch (fault?.kind) {
      case 'drop':
        return;
      case 'reorder':
        heldBack = text;
        return;
      case 'close':
        queue(0, close);
        return;
      case 'duplicate':
        queue(0, () => {
          put(text);
          put(text);
        });
        return;
      default:
        queue(fault?.delayMs ?? 0, () => put(text));
    }
  };
}
