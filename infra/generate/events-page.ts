import {
  eventDefinitions,
  type HubEventType,
  hubEventTypes,
} from '../../lib/contracts/events/event-schemas.ts';
import { type JsonSchema, jsonSchemaOf, schemaPathOf } from './event-schemas.ts';

/** The page docs/events.md: every event as people read it. */
export function eventsPage(): string {
  return [
    '# Events',
    '',
    'Generated from `lib/contracts/events/event-schemas.ts` by `npm run generate`; do not edit by hand. The same for',
    'machines: [asyncapi.json](asyncapi.json), and a JSON Schema of each `detail` under [events/](events/).',
    '',
    '- **At least once.** The same event may come twice: `metadata.id` is the same then.',
    '- **Order is not promised.** Of two cashout events of one bet, and of two events of one pay-out, the one with the higher',
    '  `metadata.sequence` is the later; the two count for themselves. Keep',
    '  the highest CashoutSettled or CashoutReversed you have applied per `cashoutId`, and let no lower one undo it.',
    '- **Only additions.** Ignore members and codes you do not know. Nothing you read today goes away under version 1.',
    '- Amounts are decimal strings: never read them into a floating-point number.',
    '',
    '| event | told when |',
    '|---|---|',
    ...hubEventTypes.map((type) => `| [${type}](#${type.toLowerCase()}) | ${eventDefinitions[type].told} |`),
    '',
    ...section('metadata', 'Of every event.', memberOf(jsonSchemaOf('CashoutSettled'), 'metadata')),
    ...hubEventTypes.flatMap(eventSection),
  ].join('\n');
}

function eventSection(type: HubEventType): readonly string[] {
  const data = memberOf(jsonSchemaOf(type), 'data');
  return section(
    type,
    `${eventDefinitions[type].told} [Schema](${schemaPathOf(type).replace('docs/', '')})`,
    data,
  );
}

function section(title: string, text: string, schema: JsonSchema): readonly string[] {
  const members = Object.entries(schema['properties'] as Readonly<Record<string, JsonSchema>>);
  const promised = new Set(schema['required'] as readonly string[]);
  return [
    `## ${title}`,
    '',
    text,
    '',
    '| member | type | |',
    '|---|---|---|',
    ...members.map(([name, member]) => {
      const optional = promised.has(name) ? '' : ' (may be absent)';
      return `| \`${name}\` | ${typeOf(member)}${optional} | ${member['description'] ?? ''} |`;
    }),
    '',
  ];
}

function memberOf(schema: JsonSchema, name: string): JsonSchema {
  return (schema['properties'] as Readonly<Record<string, JsonSchema>>)[name] as JsonSchema;
}

/** A type in a few words; what an object holds is named, not spelled out. */
function typeOf(schema: JsonSchema): string {
  const { type, enum: values, const: constant, anyOf, format, properties, items } = schema;
  if (Array.isArray(anyOf)) return anyOf.map(typeOf).join(' or ');
  if (constant !== undefined) return `\`${constant}\``;
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(', ');
  if (format === 'date-time') return 'instant, ISO 8601 in UTC';
  if (items !== undefined) return 'list';
  if (type === 'object' && properties !== undefined) {
    return `{${Object.entries(properties as Record<string, JsonSchema>)
      .map(([name]) => name)
      .join(', ')}}`;
  }
  if (type === 'object') return 'object of texts';
  return Array.isArray(type) ? type.join(' or ') : String(type);
}
