import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packFolder } from '../../../scripts/build/pack-database.ts';
import { engineVersion, layEmptyDatabase } from '../../../src/database/embedded/empty-database-file.ts';

let folder: string;
let packed: string;
let laid: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pennypost-laid-'));
  packed = join(folder, 'empty.gz');
  laid = join(folder, 'database');
  const made = join(folder, 'made');
  for (const inner of ['base/1', 'global', 'pg_wal/archive_status'])
    mkdirSync(join(made, inner), { recursive: true });
  writeFileSync(join(made, 'PG_VERSION'), '18\n');
  writeFileSync(join(made, 'base/1/112'), '');
  writeFileSync(join(made, 'base/1/1259'), Buffer.from([0, 255, 10, 13, 0]));
  writeFileSync(join(made, 'pg_wal/000000010000000000000001'), Buffer.alloc(70_000, 1));
  mkdirSync(laid);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pack = (engine: string) => writeFileSync(packed, packFolder(engine, join(folder, 'made')));
const namesIn = (directory: string) => readdirSync(directory, { recursive: true }).map(String).sort();

it('lays every file and every empty folder of the database that the build made', () => {
  pack(engineVersion());
  layEmptyDatabase(laid, packed);
  expect(namesIn(laid)).toEqual(namesIn(join(folder, 'made')));
  for (const file of ['PG_VERSION', 'base/1/112', 'base/1/1259', 'pg_wal/000000010000000000000001'])
    expect(readFileSync(join(laid, file))).toEqual(readFileSync(join(folder, 'made', file)));
});

it('leaves to the engine what another one made, what is damaged and what is not there', () => {
  layEmptyDatabase(laid, packed);
  pack('0.0.1');
  layEmptyDatabase(laid, packed);
  pack(engineVersion());
  writeFileSync(packed, readFileSync(packed).subarray(0, 200));
  layEmptyDatabase(laid, packed);
  expect(namesIn(laid)).toEqual([]);
});
