/**
 * Refuses what would let the rooms run into each other: `tsx scripts/check-rooms.ts [--folders] [PROJECT]`. Prints one
 * line a fault, `file:line: what is wrong.`, and exits 1. A project without a single file of source is a fault as well,
 * since a check that looked at nothing proves nothing. With `--folders` it also prints how many files each folder holds.
 */
import { parseArgs } from 'node:util';
import { checkProject } from './check-rooms/check-project.ts';
import { folderTable } from './check-rooms/count-files.ts';

const { values, positionals } = parseArgs({
  options: { folders: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const { files, faults } = checkProject(positionals[0] ?? '.');
for (const fault of faults) console.error(fault);
if (values.folders) console.log(folderTable(files));
console.log(`${files.length} files of src checked, ${faults.length} faults.`);
process.exitCode = faults.length > 0 ? 1 : 0;
