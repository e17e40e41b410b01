import { defineConfig } from 'vitest/config';

// unit: pure, no server, seconds. contract: one suite over each backend. journey: the product as its users meet it.
const project = (name: string, testTimeout: number, globalSetup: string[] = []) => ({
  test: {
    name,
    include: name === 'unit' ? ['test/**/*.test.{ts,tsx}'] : [`test/${name}/**/*.test.ts`],
    exclude: name === 'unit' ? ['test/contract/**', 'test/journey/**'] : [],
    setupFiles: ['test/setup/property-seed.ts'],
    testTimeout,
    hookTimeout: testTimeout,
    globalSetup,
    pool: 'forks' as const,
  },
});

// Where .ci/run wants to read the counts; the command itself stays the one of the README.
const report = process.env['PENNYPOST_TEST_REPORT'];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      project('unit', 20_000),
      project('contract', 60_000, ['test/setup/servers.ts']),
      project('journey', 180_000, [
        'test/setup/build.ts',
        'test/setup/servers.ts',
        'test/setup/embedded-database.ts',
      ]),
    ],
  },
});
