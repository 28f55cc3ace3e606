import { contextRules, restrictionCodes, restrictionTypes } from '../../lib/adapters/databet/restrictions.ts';
import { type ReasonCode, reasons } from '../../lib/domain/reasons.ts';

/** The table of restrictions in docs/providers/databet.md: what each means here, rules about contexts below their type. */
export function databetRestrictionsTable(): string {
  const rows = restrictionTypes.flatMap((type) => [
    row(`\`${type}\``, restrictionCodes[type]),
    ...contextRules
      .filter((rule) => rule.type === type)
      .map(({ member, value, code }) => row(`… whose context has \`${member}\` \`${value}\``, code)),
  ]);
  return [
    '| restriction | reason code | again | what a player may be told |',
    '|---|---|---|---|',
    ...rows,
    row('any other', 'provider-rejected'),
  ].join('\n');
}

function row(restriction: string, code: ReasonCode): string {
  const { message, retryable } = reasons[code];
  return `| ${restriction} | \`${code}\` | ${retryable} | ${message} |`;
}
