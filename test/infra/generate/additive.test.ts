import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaks } from '../../../infra/generate/additive.ts';
import { jsonSchemaOf, schemaPathOf } from '../../../infra/generate/event-schemas.ts';
import { hubEventTypes } from '../../../lib/contracts/events/event-schemas.ts';

const root = resolve(import.meta.dirname, '../../..');

const published = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['accepted', 'declined'] },
    settled: {
      anyOf: [
        { type: 'object', properties: { value: { type: 'string' } }, required: ['value'] },
        { type: 'null' },
      ],
    },
    note: { type: 'string', description: 'for a person' },
  },
  required: ['status', 'settled'],
};

const changed = (change: (schema: typeof published & Record<string, never>) => void): unknown => {
  const schema = structuredClone(published);
  change(schema as typeof schema & Record<string, never>);
  return schema;
};

describe('schemas of published events', () => {
  it.each(hubEventTypes)('Given %s as it is committed, then the code only adds to it', (type) => {
    const committed = JSON.parse(readFileSync(join(root, schemaPathOf(type)), 'utf8'));
    expect(breaks(committed, JSON.parse(JSON.stringify(jsonSchemaOf(type))))).toEqual([]);
  });

  it.each([
    [
      'a further member',
      changed(({ properties }) => Object.assign(properties, { more: { type: 'string' } })),
    ],
    ['a member that is promised now', changed(({ required }) => required.push('note'))],
    ['a further code', changed(({ properties }) => properties.status.enum.push('reversed'))],
    [
      'another description',
      changed(({ properties }) => Object.assign(properties.note, { description: 'other' })),
    ],
  ])('Given %s, then readers go on', (_, now) => {
    expect(breaks(published, now)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a member less',
      changed(({ properties }) => Reflect.deleteProperty(properties, 'note')),
      '$.properties.note',
    ],
    ['a promise less', changed(({ required }) => required.pop()), '$.required: settled'],
    [
      'a code less',
      changed(({ properties }) => properties.status.enum.pop()),
      '$.properties.status.enum: declined',
    ],
    [
      'another type',
      changed(({ properties }) => Object.assign(properties.note, { type: 'number' })),
      '$.properties.note.type',
    ],
    [
      'a member that is null now',
      changed(({ properties }) => Object.assign(properties.note, { type: ['string', 'null'] })),
      '$.properties.note.type',
    ],
    [
      'an alternative more',
      changed(({ properties }) => properties.settled.anyOf.push({ type: 'string' } as never)),
      '$.properties.settled.anyOf',
    ],
    [
      'a pattern where there was none',
      changed(({ properties }) => Object.assign(properties.note, { pattern: '^a' })),
      '$.properties.note.pattern',
    ],
    [
      'a loss further in',
      changed(({ properties }) => Object.assign(properties.settled.anyOf[0] ?? {}, { required: [] })),
      '$.properties.settled.anyOf[0].required: value',
    ],
  ])('Given %s, then the place is named', (_, now, place) => {
    expect(breaks(published, now)).toEqual([place]);
  });
});
