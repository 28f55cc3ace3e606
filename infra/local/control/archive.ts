import { type ControlRoute, controlAnswer } from './control-api.ts';

/** What the archive of events holds, by key. */
export function archiveRoutes(keys: () => readonly string[]): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/_local/archive',
      does: '',
      handle: () => controlAnswer(200, { keys: keys() }),
    },
  ];
}
