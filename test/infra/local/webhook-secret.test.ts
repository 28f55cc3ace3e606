import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataDir } from '../../../infra/local/data-dir.ts';
import { keptWebhookSecret } from '../../../infra/local/webhook-secret.ts';

const unguessable = /^[A-Za-z0-9_-]{43}$/;

function givenDataDir() {
  const dir = mkdtempSync(join(tmpdir(), 'hub-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const dataDir = openDataDir(dir);
  return { dataDir, file: join(dir, 'databet-webhook-secret') };
}

it('Given a data folder, then the secret is the same at each start and for its owner alone', () => {
  const { dataDir, file } = givenDataDir();
  const secret = keptWebhookSecret(dataDir);
  expect(secret).toMatch(unguessable);
  expect(keptWebhookSecret(dataDir)).toBe(secret);
  expect(readFileSync(file, 'utf8')).toBe(secret);
  expect(statSync(file).mode & 0o077).toBe(0);
});

it('Given no data folder, then another at each start', () => {
  const [one, other] = [keptWebhookSecret(null), keptWebhookSecret(null)];
  expect(one).toMatch(unguessable);
  expect(other).toMatch(unguessable);
  expect(other).not.toBe(one);
});

it.each(['', 'short', `${'a'.repeat(43)}/`, `${'a'.repeat(43)}\n`])(
  'Given a file that holds %j, then a new secret takes its place',
  (text) => {
    const { dataDir, file } = givenDataDir();
    writeFileSync(file, text);
    const secret = keptWebhookSecret(dataDir);
    expect(secret).toMatch(unguessable);
    expect(readFileSync(file, 'utf8')).toBe(secret);
  },
);
