import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

interface ProjectOptions {
  readonly name: string;
  /** Ends what hangs, on a busy machine too; no test is judged by how long it takes. */
  readonly testTimeout: number;
  readonly include?: string[];
  readonly exclude?: string[];
  readonly globalSetup?: string[];
}

const project = ({ name, include = [`test/${name}/**/*.test.ts`], ...options }: ProjectOptions) => ({
  test: {
    name,
    include,
    setupFiles: ['test/setup/property-seed.ts'],
    hookTimeout: options.testTimeout,
    pool: 'forks' as const,
    // The files of a project share their workers, so that each worker reads the program once. Whatever a test changes in
    // its process (environment, timers, mocks) it puts back.
    isolate: false,
    maxWorkers,
    // The program as it is built is run by Node itself.
    server: { deps: { external: [/\/dist\//] } },
    ...options,
  },
});

// Most of the long tests wait: for a lease to run out, for a relay to answer, for a browser.
const maxWorkers = 2 * availableParallelism();
// Where .ci/run wants to read the counts; the command itself stays the one of the README.
const report = process.env['PENNYPOST_TEST_REPORT'];
const servers = ['test/setup/servers.ts', 'test/setup/embedded-database.ts'];

// unit: pure, no server, seconds. contract: one suite over each backend. journey: the product as its users meet it.
// corpus: real newsletters and bounces, which are not part of a clone, so that `npm test` leaves it out.
const projects = [
  project({
    name: 'unit',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/contract/**', 'test/journey/**', 'test/corpus/**'],
    testTimeout: 60_000,
    globalSetup: ['test/setup/mjml.ts'],
  }),
  project({ name: 'contract', testTimeout: 180_000, globalSetup: servers }),
  project({ name: 'journey', testTimeout: 300_000, globalSetup: ['test/setup/build.ts', ...servers] }),
  project({
    name: 'corpus',
    testTimeout: 300_000,
    globalSetup: ['test/setup/find-corpus.ts', 'test/setup/build.ts', ...servers],
  }),
];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    projects,
  },
});
