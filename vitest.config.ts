import { defineConfig } from 'vitest/config';

/**
 * `NAME.slow.test.ts`: whatever takes seconds of a processor (many processes, both databases, thousands of made-up
 * histories). `scripts/test` runs them, the inner loop does not.
 */
const SLOW = 'test/**/*.slow.test.ts';
/** Sockets, processes and calls in real time, on machines that others use too: what fails twice is broken, not late. */
const RETRIES = process.env['CI'] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    globalSetup: 'test/bed/temporary-folder.ts',
    // Most tests wait for a process, a socket or a timer, and leave a core idle: more of them than cores.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{domain,agi,pipeline,app,http,house}/**/*.test.ts'],
          exclude: [SLOW],
          // Busy machines: a limit that only a hanging test meets.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/{ports,adapters}/**/*.test.ts'],
          exclude: [SLOW],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          retry: RETRIES,
        },
      },
      {
        test: {
          name: 'slow',
          include: [SLOW],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          retry: RETRIES,
        },
      },
      {
        test: {
          name: 'asterisk',
          include: ['test/asterisk/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          retry: RETRIES,
        },
      },
    ],
  },
});
