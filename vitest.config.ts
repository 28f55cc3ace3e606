import { defineConfig } from 'vitest/config';
import { findJava, javaNeeded } from './infra/local/database-java.ts';

/*
 * Everything that touches a table runs on dynalite and, where there is Java for it, on DynamoDB Local as well.
 * On CI nothing is left out: without Java its tests fail, each saying so.
 */
const java = findJava();
const runsDynamoDbLocal = java.found || process.env['CI'] === 'true';
if (!java.found && !runsDynamoDbLocal) {
  const skipped = 'its store contracts, the project e2e-dynamodb-local and the tests that start it';
  process.stderr.write(`${javaNeeded(java.why)} Skipped: ${skipped}.\n`);
}

/**
 * One command runs all projects. `architecture` also runs inside `npm run check`. `e2e` starts whole systems,
 * each on a port of its own, on the embedded database; `e2e-dynamodb-local` is the same on AWS's engine.
 */
export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/results.json' },
    // Half of what the tests do is waiting for a database or a clock: two files at a time fill two cores.
    maxWorkers: 2,
    // Ends a test that hangs. No test is judged by how fast a busy machine is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: !runsDynamoDbLocal,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{functions,lib,infra,simulation}/**/*.test.ts'],
          provide: { runsDynamoDbLocal },
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts'],
          provide: { runsDynamoDbLocal },
        },
      },
      {
        test: {
          name: 'architecture',
          include: ['test/architecture/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          env: { CASHOUT_DATABASE: 'dynalite' },
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e-dynamodb-local',
          include: runsDynamoDbLocal ? ['test/e2e/**/*.test.ts'] : [],
          // About wires, prices and the passing of time, and the same on every engine.
          exclude: [
            'test/e2e/{gr8-native,odds88-native,odds88-cashout,oddsgigant,betcore-native,long-outage}*.test.ts',
          ],
          env: { CASHOUT_DATABASE: 'dynamodb-local' },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
