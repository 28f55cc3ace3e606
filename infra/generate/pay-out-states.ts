import { type Transition, transitions } from '../../lib/domain/pay-out/transitions.ts';

/** The page docs/pay-out-states.md: the transition table as people read it. */
export function payOutStatesPage(): string {
  const rows = transitions.map((row) => `| ${cellsOf(row).join(' | ')} |`);
  return [
    '# States of a pay-out',
    '',
    'Generated from `lib/domain/pay-out/transitions.ts` by `npm run generate`; do not edit by hand.',
    '',
    'One item per BETCORE bet. The first row whose command, party, status and conditions fit applies. What no row names',
    'does not happen. A command is about the owner, about somebody who waits, about a cashout that is over here',
    '(taken back, or cancelled), or about any other.',
    '',
    '| command | of | from | when | to | besides | emits | note |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    'Statuses: `reserved` waits for its cashout, `due`, `paying` and `undetermined` for BETCORE; nothing is sent from any',
    'other. `undetermined` may or may not have been paid and is repeated under the same bet id until BETCORE tells.',
    '`released` and `cancelled` are free for another cashout. A person is asked for what is `rejected`, to be clawed back,',
    'contradicted, overdue, or settled on a bet that was paid already, and for each of them apart. What a person has paid of',
    'these stays in the list of those that wait, so that a reversal finds it.',
    '',
  ].join('\n');
}

function cellsOf({ command, of, from, when, to, effects, emits, note }: Transition): readonly string[] {
  return [
    command,
    (of ?? ['owner']).join(', '),
    from.map((status) => (status === 'none' ? '–' : status)).join(', '),
    (when ?? []).join(', '),
    to,
    (effects ?? []).join(', '),
    emits.join(', ') || '–',
    note ?? '',
  ];
}
