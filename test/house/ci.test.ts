import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A place with a clone that holds nothing but .ci, and before everything else on the PATH an npm that does as it is told. */
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'pennypost-ci-'));
  for (const folder of ['bin', 'tmp']) mkdirSync(join(place, folder));
  cpSync('.ci', join(place, 'home/clone/.ci'), { recursive: true });
  // Whoever is not root installs nothing.
  writeCommand('id', 'echo 1000');
});

afterEach(() => rmSync(place, { recursive: true }));

function writeCommand(name: string, script: string): void {
  writeFileSync(join(place, 'bin', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
}

/** `npm` in four parts; `$report` is where vitest would put its report. */
interface Npm {
  readonly install?: string;
  readonly test?: string;
  readonly check?: string;
  readonly corpus?: string;
}

function runCi({
  install = 'true',
  test = 'true',
  check = 'true',
  corpus = 'exit 64',
}: Npm): SpawnSyncReturns<string> {
  const script = `report="$PENNYPOST_TEST_REPORT"
case "$*" in install) ${install};; test) ${test};; "run check:static") ${check};; "run test:corpus") ${corpus};; *) exit 64;; esac`;
  writeCommand('npm', script);
  const env = { ...process.env, PATH: `${place}/bin:${process.env.PATH}`, TMPDIR: join(place, 'tmp') };
  return spawnSync(join(place, 'home/clone/.ci/run'), { encoding: 'utf8', env });
}

function reportOf(...files: [status: string, results: string[]][]): string {
  const testResults = files.map(([status, results]) => ({
    status,
    assertionResults: results.map((result) => ({ status: result })),
  }));
  return `echo '${JSON.stringify({ testResults })}' > "$report"`;
}

const allGood = reportOf(['passed', ['passed', 'passed']], ['passed', ['passed']]);
const lastLine = (run: SpawnSyncReturns<string>) => run.stdout.trimEnd().split('\n').at(-1);

// .ci/run is written for Debian: GNU tail, timeout, /proc.
describe.runIf(process.platform === 'linux')('.ci/run', () => {
  it('ends with the summary of the runner and the count, and with 0', () => {
    const summary = '\u001b[2m Test Files \u001b[22m \u001b[1m2 passed\u001b[22m (2)';
    const run = runCi({ test: `${allGood}; printf '${summary}\\n      Tests  3 passed (3)\\n'` });
    expect(run.stdout).toMatch(
      /\n Test Files {2}2 passed \(2\)\n {6}Tests {2}3 passed \(3\)\n3 passed, 0 failed\n$/,
    );
    expect(run.status).toBe(0);
  });

  it.each([
    [
      'a test fails',
      { test: `${reportOf(['failed', ['passed', 'failed', 'failed']])}; exit 1` },
      '1 passed, 2 failed',
    ],
    [
      'a file cannot be loaded',
      { test: `${reportOf(['passed', ['passed']], ['failed', []])}; exit 1` },
      '1 passed, 1 failed',
    ],
    ['an error strikes outside any test', { test: `${allGood}; exit 1` }, '3 passed, 1 failed'],
    ['the runner crashes before its report', { test: 'exit 139' }, '0 passed, 1 failed'],
    [
      'the runner crashes within its report',
      { test: `echo '{"testRes' > "$report"; exit 139` },
      '0 passed, 1 failed',
    ],
    ['the runner finds no test', { test: `${reportOf()}; exit 0` }, '0 passed, 1 failed'],
    ['the install fails', { install: 'exit 7', test: allGood }, '0 passed, 1 failed'],
    ['a check refuses', { test: allGood, check: 'exit 1' }, '3 passed, 1 failed'],
    ['everything fails', { install: 'exit 7', check: 'exit 1' }, '0 passed, 2 failed'],
  ])('counts it where %s', (_what, npm, count) => {
    const run = runCi(npm);
    expect(lastLine(run)).toBe(count);
    expect(run.status).toBe(1);
  });

  it('gives the checks no report to count', () => {
    const run = runCi({ test: allGood, check: `[ -z "$report" ] || ${reportOf(['passed', ['passed']])}` });
    expect(lastLine(run)).toBe('3 passed, 0 failed');
  });

  it('runs the tests where nothing is beside the clone, and leaves nothing there or in it', () => {
    mkdirSync(join(place, 'home/shared'));
    const run = runCi({ test: `[ "$(ls ..)" = pennypost ] && touch made && ${allGood}`, corpus: allGood });
    expect(lastLine(run)).toBe('6 passed, 0 failed');
    expect(readdirSync(join(place, 'home/clone'))).toEqual(['.ci']);
    expect(readdirSync(join(place, 'tmp'))).toEqual([]);
  });

  it('adds what the tests of the corpus say, which see it beside them', () => {
    mkdirSync(join(place, 'home/shared/corpus'), { recursive: true });
    const failing = reportOf(['failed', ['passed', 'failed']]);
    const run = runCi({ test: allGood, corpus: `[ -d ../shared/corpus ] && ${failing}; exit 1` });
    expect(lastLine(run)).toBe('4 passed, 1 failed');
    expect(run.status).toBe(1);
  });

  it('gives what it runs no standard input', () => {
    const run = runCi({ test: `read -r line && exit 3; ${allGood}` });
    expect(lastLine(run)).toBe('3 passed, 0 failed');
  });

  it.each([
    ['', () => {}],
    [' where the kernel grants no namespace', () => writeCommand('unshare', 'exit 1')],
  ])('stops what a test left running, and is not held up by it%s', (_where, prepare) => {
    prepare();
    const lock = join(place, 'lock');
    const isHeld = `! flock --nonblock ${lock} true`;
    const run = runCi({ test: `setsid flock ${lock} sleep 60 & until ${isHeld}; do :; done; ${allGood}` });
    expect(lastLine(run)).toBe('3 passed, 0 failed');
    expect(spawnSync('bash', ['-c', isHeld]).status).toBe(1);
  });
});
