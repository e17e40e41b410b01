import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AudienceError } from '../audience-error.ts';
import type { ImportFile } from '../imports/read-import.ts';
import { openFault } from '../subscriber-file.ts';

/** A file on the disk, unpacked where it is a gzip. @param name how to call it */
export function importFile(path: string, name: string): ImportFile {
  return { name, bytes: () => readBytes(path, name) };
}

async function* readBytes(path: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    if (!(await isGzip(path))) yield* createReadStream(path, { highWaterMark: 262_144 });
    else yield* createReadStream(path).pipe(createGunzip());
  } catch (error) {
    throw unreadable(error, name);
  }
}

async function isGzip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1 }))
    return (chunk as Buffer).readUInt16BE(0) === 0x1f8b && chunk.length === 2;
  return false;
}

function unreadable(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_'))
    return new AudienceError(
      [`${name} is compressed and cannot be unpacked: was it cut off? Nothing was changed.`],
      { cause: error },
    );
  return openFault(error, name, 'file');
}
