import { type Transition, transitions } from '../../lib/domain/cashout/transitions.ts';

/** The page docs/cashout-states.md: the transition table as people read it. */
export function cashoutStatesPage(): string {
  const rows = transitions.map((row) => `| ${cellsOf(row).join(' | ')} |`);
  return [
    '# States of a cashout',
    '',
    'Generated from `lib/domain/cashout/transitions.ts` by `npm run generate`; do not edit by hand.',
    '',
    'The first row whose command, status and conditions fit applies. What no row names does not happen.',
    '',
    '| command | from | when | to | decided by | emits | note |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    'Statuses: `held` and `pending` are on their way, `unknown` may or may not have been executed and is',
    'never sent again; `accepted`, `declined` and `reversed` are final until evidence named above says otherwise.',
    '',
  ].join('\n');
}

function cellsOf({ command, from, when, to, decidedBy, emits, note }: Transition): readonly string[] {
  return [
    command,
    from.map((status) => (status === 'none' ? '–' : status)).join(', '),
    (when ?? []).join(', '),
    to,
    decidedBy ?? (command === 'withdraw' ? 'hub or person' : ''),
    emits.join(', ') || '–',
    note ?? '',
  ];
}
