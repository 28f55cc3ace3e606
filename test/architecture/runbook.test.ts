import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest } from '../../functions/manifest.ts';

const runbook = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/runbook.md'), 'utf8');

describe('docs/runbook.md', () => {
  it.each(manifest)('Given an alarm of $id, then the runbook has the section it links to', ({ id }) => {
    expect(runbook).toContain(`\n## ${id}\n`);
  });
});
