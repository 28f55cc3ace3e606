import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest } from '../../functions/manifest.ts';
import { watchedCounts } from '../../infra/watched-counts.ts';
import { transitions } from '../../lib/domain/pay-out/transitions.ts';

const root = resolve(import.meta.dirname, '../..');
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('lib', name));

/** Operations that hold the code and never run into it, by metric. */
const neverCount: Readonly<Record<string, readonly string[]>> = {
  // A reservation has no event, nor has what takes published ones from an outbox.
  PayOutEvents: [
    'request-cashout',
    'request-partial-cashout',
    'request-forced-cashout',
    'gr8-cashout',
    'gr8-partial-cashout',
    'gr8-forced-cashout',
    'odds88-cashout',
    'relay-outbox',
  ],
  // What is declined has no amount to contradict.
  CallbackConflicts: ['databet-cashout-declined'],
  // Its code stands beside that of odds88-unsubscribe.
  SubscriptionLapsesPossible: ['odds88-subscribe'],
};

function sourceOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The names of the dimensions at every place that counts it. */
function countedWith(metric: string): readonly (readonly string[])[] {
  const calls = new RegExp(`\\bcount\\('${metric}'(?:, [^,{}]+(?:, \\{ ([^}]+) \\})?)?\\)`, 'g');
  return files.flatMap((file) =>
    [...sourceOf(file).matchAll(calls)].map(
      ([, dimensions]) => dimensions?.split(', ').map((dimension) => dimension.split(':')[0] ?? '') ?? [],
    ),
  );
}

/** Everything of ours an entry imports, however deep. */
function reachedFrom(entry: string): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const file of reached) {
    for (const [, target] of sourceOf(file).matchAll(
      /^(?:import|export)\s+(?!type\s)[^'";]*?from\s+'(\.[^']+)'/gm,
    )) {
      reached.add(relative(root, resolve(root, dirname(file), target ?? '')));
    }
  }
  return reached;
}

const operations = manifest.map(({ id, entry }) => ({ id, reached: reachedFrom(entry) }));

describe('counts that wake somebody up', () => {
  it.each(watchedCounts)(
    'Given $id, then the runbook has the section its alarms link to, which names the metric',
    ({ id, metric, dimensions = {} }) => {
      const section = runbook.split(`\n### ${id}\n`)[1]?.split('\n#')[0];
      expect(section, `### ${id}`).toBeDefined();
      expect(section).toMatch(/\w{3}.*\w{3}/);
      expect([metric, ...Object.values(dimensions)].some((name) => section?.includes(`\`${name}\``))).toBe(
        true,
      );
    },
  );

  it.each(watchedCounts)(
    'Given $id, then it is counted with just the dimensions its alarms look for',
    ({ metric, dimensions = {} }) => {
      const places = countedWith(metric);
      const mentions = files.flatMap((file) => sourceOf(file).split(`'${metric}'`).slice(1));
      expect(places.length, 'a place that is not understood').toBe(mentions.length);
      expect(places).not.toEqual([]);
      for (const names of places) expect([...names].sort()).toEqual(Object.keys(dimensions).sort());
    },
  );

  it.each(watchedCounts)(
    'Given $id, then exactly the operations that can count it are watched',
    ({ metric, operations: watched }) => {
      const counting = files.filter((file) => sourceOf(file).includes(`count('${metric}'`));
      const able = operations
        .filter(({ reached }) => counting.some((file) => reached.has(file)))
        .map(({ id }) => id)
        .filter((id) => !neverCount[metric]?.includes(id));
      expect([...watched].sort()).toEqual(able.sort());
    },
  );

  it('Given a reservation, then it has no event: whoever only reserves need not be watched', () => {
    const reserving = transitions.filter(({ command }) => command === 'reserve');
    expect(reserving.flatMap(({ emits }) => emits)).toEqual([]);
  });
});
