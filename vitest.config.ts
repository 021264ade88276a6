import { configDefaults, defineConfig } from 'vitest/config';

const source = {
  resolve: { conditions: ['seaworthy-source'] },
  ssr: { resolve: { conditions: ['seaworthy-source'] } },
};

/** Of a test that waits for a state. Vitest's own second is less than a loaded machine may take to start a process. */
const waits = { expect: { poll: { timeout: 30_000 } } };

/** Of unit tests. A loaded machine is no failure: property tests take seconds of CPU. */
const unit = { testTimeout: 30_000, hookTimeout: 30_000, ...waits };

/** Unit tests that look at the memory of their own process, which is to hold nothing of others. */
const ofOwnMemory = 'packages/runtime/src/resources/memory/**/*.test.ts';

export default defineConfig({
  test: {
    // One for each of two cores: most wait more than they compute.
    maxWorkers: 2,
    reporters: ['default', './scripts/plain-reporter.ts'],
    // In this order: what is compiled goes with the temporary files.
    globalSetup: ['./scripts/temporary-folder.ts', './scripts/compile-cache.ts'],
    projects: [
      {
        ...source,
        test: {
          ...unit,
          name: 'unit',
          // A process for each file would take longer than the tests in it; so they leave theirs as it was.
          isolate: false,
          include: ['{packages,services}/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ofOwnMemory],
        },
      },
      { ...source, test: { ...unit, name: 'unit-memory', include: [ofOwnMemory] } },
      {
        ...source,
        test: {
          name: 'integration',
          include: ['{packages,services}/*/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
          execArgv: ['--conditions=seaworthy-source'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...waits,
          // Of tests that say they may run beside each other: they mostly wait.
          maxConcurrency: 3,
        },
      },
    ],
  },
});
