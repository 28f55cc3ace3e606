import * as z from 'zod/mini';
import {
  detailSchemaOf,
  type HubEventType,
  hubEventTypes,
} from '../../lib/contracts/events/event-schemas.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** The version all events of today carry. */
const version = 1;

/** Where the schema of an event's detail is committed. */
export function schemaPathOf(type: HubEventType): string {
  return `docs/events/${type}.v${version}.json`;
}

/**
 * The schema of an event's detail. Members it does not name are allowed, since later ones come on top.
 */
export function jsonSchemaOf(type: HubEventType): JsonSchema {
  const schema = z.toJSONSchema(detailSchemaOf(type), {
    io: 'input',
    // The format says it, and the pattern for leap years helps nobody.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return { ...schema, $id: `urn:cashout-hub:event:${type}:${version}`, title: type };
}

/** Path → content of every committed schema. */
export function eventSchemaFiles(): readonly (readonly [string, string])[] {
  return hubEventTypes.map((type) => [schemaPathOf(type), toText(jsonSchemaOf(type))]);
}

export function toText(json: unknown): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}
