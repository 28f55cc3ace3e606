import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { breaks } from './additive.ts';
import { eventSchemaFiles } from './event-schemas.ts';
import { generatedFiles } from './generated-files.ts';

const root = resolve(import.meta.dirname, '../..');

// What consumers read today must stay: a schema that lost something is not written over the published one.
const broken = eventSchemaFiles().flatMap(([path, content]) => {
  const file = join(root, path);
  if (!existsSync(file)) return [];
  return breaks(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(content)).map(
    (place) => `${path} ${place}`,
  );
});
if (broken.length > 0) {
  process.stderr.write(`Consumers would break; publish a further version instead:\n${broken.join('\n')}\n`);
  process.exit(1);
}
for (const [path, content] of generatedFiles()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`wrote ${path}\n`);
}
