import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { manifest } from '../functions/manifest.ts';
import { type ChosenStage, ConfigFault, chosenStage } from './config.ts';
import { bundleOperations, bundleReport } from './constructs/operation-bundles.ts';
import { addCell, checkOnSynth } from './stacks/cell.ts';

const app = new App();
const stage = chosen();
checkOnSynth(app);
const bundles = bundleOperations(manifest, join(app.outdir, 'bundles'));
process.stderr.write(bundleReport(manifest, bundles));
addCell(app, {
  ...stage,
  operations: manifest,
  codeOf: ({ id }) => {
    const bundle = bundles.get(id);
    if (bundle === undefined) throw new Error(`${id} was not bundled`);
    return Code.fromAsset(bundle.directory, { exclude: ['*.map'] });
  },
});

function chosen(): ChosenStage {
  try {
    return chosenStage(app.node.tryGetContext('stage'));
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    process.stderr.write(`${fault.message}\n`);
    // At once: an app that goes on is synthesized at its end, stacks or not.
    process.exit(1);
  }
}
