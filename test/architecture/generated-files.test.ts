import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../infra/generate/generated-files.ts';

const root = resolve(import.meta.dirname, '../..');

describe('generated files', () => {
  it.each([...generatedFiles()])('Given %s, then it is what `npm run generate` writes', (path, content) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  });
});
