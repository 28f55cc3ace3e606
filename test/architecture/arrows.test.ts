import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Which areas of ours a file of an area may import; an area may always import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'lib/domain': [],
  'lib/ports': ['lib/domain'],
  'lib/contracts': ['lib/domain'],
  // Events are rendered where they are published; nothing else of the wire concerns a use case.
  'lib/use-cases': ['lib/ports', 'lib/domain', 'lib/contracts/events'],
  'lib/adapters': ['lib/ports', 'lib/domain', 'lib/contracts'],
  'lib/runtime': ['lib/use-cases', 'lib/adapters', 'lib/ports', 'lib/domain', 'lib/contracts'],
  functions: ['lib/runtime', 'lib/use-cases', 'lib/contracts', 'lib/domain'],
  infra: [
    'functions',
    'lib/runtime',
    'lib/adapters',
    'lib/ports',
    'lib/domain',
    'lib/contracts',
    'lib/use-cases',
  ],
};

const files = ['lib', 'functions', 'infra'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
);

function areaOf(file: string): string {
  const [first, second] = file.split('/');
  return first === 'lib' ? `lib/${second}` : (first ?? '');
}

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found = [
    ...source.matchAll(/^(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm),
  ];
  return found.map(([, type, from, bare]) => ({ target: from ?? bare ?? '', typeOnly: type !== undefined }));
}

describe('import arrows', () => {
  it('Given the source tree, then files were found', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each(files)('Given %s, then it imports only what its area may', (file) => {
    const area = areaOf(file);
    const allowed = [area, ...(arrows[area] ?? [])];
    for (const { target } of importsOf(file)) {
      if (!target.startsWith('.')) continue;
      const imported = relative(root, resolve(root, dirname(file), target));
      const fits = allowed.some((folder) => imported.startsWith(`${folder}/`));
      expect(fits, `${file} imports ${imported}`).toBe(true);
    }
  });

  it.each(files.filter((file) => file.startsWith('lib/domain')))(
    'Given %s, then it knows no clock, no environment and no package but big.js',
    (file) => {
      const source = readFileSync(join(root, file), 'utf8');
      expect(source).not.toMatch(/Date\.now|new Date\(\)|process\.|Math\.random|setTimeout|randomUUID/);
      const packages = importsOf(file)
        .map(({ target }) => target)
        .filter((target) => !target.startsWith('.'));
      expect(packages.filter((name) => name !== 'big.js' && name !== 'node:crypto')).toEqual([]);
    },
  );

  it.each(files.filter((file) => file.startsWith('lib') || file.startsWith('functions')))(
    'Given %s, then it imports nothing that bloats a bundle or hides time',
    (file) => {
      const targets = importsOf(file).map(({ target }) => target);
      expect(targets.filter((target) => target === 'zod' || target.startsWith('aws-cdk-lib'))).toEqual([]);
      if (file.startsWith('lib/adapters/system')) return;
      expect(readFileSync(join(root, file), 'utf8')).not.toMatch(
        /Date\.now\(|new Date\(\)|Math\.random|setTimeout\(/,
      );
    },
  );

  it('Given the manifest, then it imports types only', () => {
    const imports = [...importsOf('functions/manifest.ts'), ...importsOf('functions/manifest-types.ts')];
    expect(imports.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });
});
