/** Prints `PASSED FAILED` from vitest's JSON report; `0 1` where there is none, since then nothing is known to pass. */
import { existsSync, readFileSync } from 'node:fs';

const report = process.argv[2];
let passed = 0;
let failed = 0;
for (const file of existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []) {
  const results = file.assertionResults.map(({ status }) => status);
  const passedHere = results.filter((status) => status === 'passed').length;
  const failedHere = results.filter((status) => status === 'failed').length;
  passed += passedHere;
  // A file that could not be loaded, or whose set-up failed, has no failed test to show for it.
  failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere;
}
console.log(passed + failed > 0 ? `${passed} ${failed}` : '0 1');
