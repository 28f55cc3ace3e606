import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import type { Operation } from '../../functions/manifest-types.ts';

const root = resolve(import.meta.dirname, '../..');

/** What an API's bundle may weigh: every further kilobyte is read and compiled at each cold start. */
export const maxApiBundleBytes = 420_000;

/** On Lambda the credentials are in the environment; the ways to get them elsewhere are a third of the SDK. */
const neverUsedOnLambda = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** No call of an API is answered by a stream of events. The client of S3, which no API has, asks for it when it loads. */
const neverUsedByApis = ['@smithy/core/event-streams'];

export interface OperationBundle {
  /** Holds `index.mjs`, which is shipped, and its source map, which is not. */
  readonly directory: string;
  readonly bytes: number;
  /** Packages left out; reached by `import()` only, or the module could not be loaded. */
  readonly leftOut: readonly { readonly name: string; readonly kind: string }[];
}

/** Bundles all operations in two passes of esbuild, each into a folder of its own under `outDir`. */
export function bundleOperations(
  operations: readonly Operation[],
  outDir: string,
): ReadonlyMap<string, OperationBundle> {
  const apis = operations.filter(({ trigger }) => trigger.type === 'http');
  const others = operations.filter(({ trigger }) => trigger.type !== 'http');
  const outputs = new Map([
    ...build(apis, outDir, [...neverUsedOnLambda, ...neverUsedByApis]),
    ...build(others, outDir, neverUsedOnLambda),
  ]);
  return new Map(
    operations.map(({ id }) => {
      const directory = resolve(root, outDir, id);
      const output = outputs.get(join(directory, 'index.mjs'));
      if (output === undefined) throw new Error(`esbuild wrote no bundle of ${id}`);
      const leftOut = output.imports
        .filter(({ path, external }) => external === true && !isBuiltin(path))
        .map(({ path, kind }) => ({ name: path, kind }));
      return [id, { directory, bytes: output.bytes, leftOut }];
    }),
  );
}

/** By absolute path. */
function build(
  operations: readonly Operation[],
  outDir: string,
  external: string[],
): ReadonlyMap<string, Metafile['outputs'][string]> {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(operations.map(({ id, entry }) => [`${id}/index`, entry])),
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external,
    // The websocket package looks for native helpers it can do without: now it does not look.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    // The clients' own package.json, of which they read the version for a header nobody of ours looks at.
    loader: { '.json': 'empty' },
    // Some packages are CommonJS inside and ask for Node's own modules by `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  return new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(root, path), output]));
}

/** One line per bundle, the heaviest first; what is over its budget says so. */
export function bundleReport(
  operations: readonly Operation[],
  bundles: ReadonlyMap<string, OperationBundle>,
): string {
  const lines = operations
    .map(({ id, trigger }) => ({ id, trigger, bytes: bundles.get(id)?.bytes ?? 0 }))
    .sort((left, right) => right.bytes - left.bytes)
    .map(({ id, trigger, bytes }) => {
      const over = trigger.type === 'http' && bytes > maxApiBundleBytes;
      const size = (bytes / 1_000).toFixed(0).padStart(5);
      return `${size} kB  ${id}${over ? `  over the budget of ${maxApiBundleBytes / 1_000} kB` : ''}`;
    });
  return `${lines.join('\n')}\n`;
}
