import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';

const root = resolve(import.meta.dirname, '../../..');
const outDir = mkdtempSync(join(tmpdir(), 'cashout-hub-app-'));
const { app, context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));

afterAll(() => rmSync(outDir, { recursive: true }));

/** Runs the app as the CDK's command line does. */
async function synth(given: Record<string, unknown>) {
  const [, ...args] = app.split(' ');
  const env = {
    ...process.env,
    CDK_OUTDIR: outDir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given }),
  };
  return promisify(execFile)(process.execPath, args, { cwd: root, env });
}

/** The app takes three seconds here; a busy machine may need many more. */
const timeout = 60_000;

describe('the app', { timeout }, () => {
  it('Given no stage, then both stacks of dev are written, with one bundle per operation and no source maps', async () => {
    const { stderr } = await synth({});
    for (const { id } of manifest) expect(stderr).toMatch(new RegExp(`^ *\\d+ kB {2}${id}$`, 'm'));
    const written = readdirSync(outDir);
    expect(written).toEqual(
      expect.arrayContaining(['cashout-hub-dev-data.template.json', 'cashout-hub-dev-service.template.json']),
    );
    const assets = written.filter((name) => name.startsWith('asset.'));
    expect(assets).toHaveLength(manifest.length);
    for (const asset of assets) expect(readdirSync(join(outDir, asset))).toEqual(['index.mjs']);
  });

  it('Given an unknown stage, then one line says which there are', async () => {
    const fault = await synth({ stage: 'live' }).catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({
      code: 1,
      stderr: 'There is no stage "live". Known stages: dev, staging, production.\n',
    });
  });
});
