import { databetPaths } from '../../../../lib/contracts/native/databet.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import type { Activity } from '../../engine/activity.ts';
import type { FaultQueue } from '../faults.ts';
import type { Recorder } from '../recorder.ts';
import { type Callback, callbackHeaders } from './callback.ts';
import { type CallbackAnswer, postCallback, unheard } from './post-callback.ts';
import type { TargetSetting } from './target.ts';

export interface SenderParts {
  readonly clock: Clock;
  readonly target: TargetSetting;
  readonly faults: FaultQueue;
  readonly recorder: Recorder;
  /** Callbacks on their way count there; those that wait for something do not. */
  readonly activity: Pick<Activity, 'track'>;
  /** Aborts when the simulators are closed. */
  readonly closing: AbortSignal;
}

export interface CallbackSender {
  /**
   * Sends it so many times at once, plus what is ordered to go wrong; one answer for each copy that was sent. Never
   * rejects.
   */
  send(callback: Callback, copies: number): Promise<readonly CallbackAnswer[]>;
}

/** Nobody has said how long DATA.BET waits: as long as most senders of webhooks do. */
export const callbackTimeoutMs = 10_000;

/** What is shown of an answer: any error of a server, but not its pages. */
const maxShownCharacters = 2_000;

export function callbackSender(parts: SenderParts): CallbackSender {
  const { clock, target, faults, recorder, activity, closing } = parts;

  async function sendOne(callback: Callback, answerIsLost: boolean): Promise<CallbackAnswer> {
    const to = target.current();
    if (to === undefined) return unheard('nobody has said where to call');
    const path = databetPaths[callback.name];
    const headers = callbackHeaders(callback);
    const { body } = callback;
    const setAnswer = recorder.record({ method: 'POST', path: to.shownPathOf(path), headers, body });

    const deadline = clock.deadline(callbackTimeoutMs);
    const signal = AbortSignal.any([deadline.signal, closing]);
    const answer = await postCallback({ url: to.urlOf(path), headers, body, signal });
    deadline.release();
    const lost = answerIsLost ? { lost: true } : {};
    setAnswer({
      ...(answer.status === null
        ? { error: to.masked(answer.error) }
        : { status: answer.status, body: to.masked(answer.body).slice(0, maxShownCharacters) }),
      ...lost,
    });
    return answerIsLost ? unheard('its answer was lost, as ordered') : answer;
  }

  return {
    async send(callback, copies) {
      const fault = faults.take(callback.name, ['duplicate', 'drop']);
      const count = copies + (fault?.kind === 'duplicate' ? 1 : 0);
      return activity.track(() =>
        Promise.all(Array.from({ length: count }, () => sendOne(callback, fault?.kind === 'drop'))),
      );
    },
  };
}
