import { isUtf8 } from 'node:buffer';
import { AudienceError } from './audience-error.ts';

/** No line of a list of people is longer; a file with a longer one is not a list, and must not fill the memory. */
const maxLineBytes = 1_048_576;
const lineFeed = 0x0a;
const byteOrderMark = '\ufeff';

/**
 * The bytes of a list as text, cut between lines: UTF-8, without the byte order mark, and with LF for CRLF, so that
 * whoever counts lines counts those that an editor shows.
 *
 * @param file how to name the list in a fault
 * @throws AudienceError where the bytes are not UTF-8 (naming the line) or a line is over 1 MiB
 */
export async function* decodeCsv(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  let line = 1;
  for await (const block of wholeLines(chunks, file)) {
    if (!isUtf8(block)) throw notUtf8(block, line, file);
    const text = block.toString('utf8');
    const isStart = line === 1 && text.startsWith(byteOrderMark);
    yield (isStart ? text.slice(1) : text).replaceAll('\r\n', '\n');
    line += countLineFeeds(block);
  }
}

/** Cutting at line feeds first means that no character and no CRLF is ever cut in two. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    rest = bytes.subarray(end);
    if (rest.length > maxLineBytes) throw new AudienceError([`${file} ${hasEndlessLine}`]);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (rest.length > 0) yield rest;
}

const hasEndlessLine =
  'has a line of over a megabyte, so it is not a list of subscribers: save it as CSV, one row a subscriber.';

function notUtf8(block: Buffer, firstLine: number, file: string): AudienceError {
  const save = 'save it as "CSV UTF-8", or convert it with iconv.';
  const isUtf16 = firstLine === 1 && [0xfffe, 0xfeff].includes(block.readUInt16BE(0));
  if (isUtf16) return new AudienceError([`${file} is encoded in UTF-16, not in UTF-8: ${save}`]);
  let line = firstLine;
  let start = 0;
  for (let end = nextLine(block, 0); isUtf8(block.subarray(start, end)); end = nextLine(block, end)) {
    line += 1;
    start = end;
  }
  return new AudienceError([
    `${file} is not encoded in UTF-8 (row ${line} is the first that is not): ${save}`,
  ]);
}

function nextLine(block: Buffer, from: number): number {
  const at = block.indexOf(lineFeed, from);
  return at < 0 ? block.length : at + 1;
}

function countLineFeeds(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(lineFeed); at >= 0; at = block.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}
