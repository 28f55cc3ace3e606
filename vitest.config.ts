import { defineConfig } from 'vitest/config';

/**
 * Four projects, one command. `architecture` also runs inside `npm run check`.
 * `e2e` starts whole systems, each on a port of its own.
 */
export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/results.json' },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{functions,lib,infra}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['test/contracts/**/*.test.ts'],
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
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
