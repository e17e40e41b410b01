import { isUtf8 } from 'node:buffer';
import { AudienceError } from '../audience-error.ts';

/** How the bytes of a file are text, as {@link findEncoding} found it. */
export interface Encoding {
  /** A label of the Encoding Standard; `mixed` is UTF-8 in which some lines have bytes that are Windows-1252. */
  readonly label: string;
  /** What the editor should know of it, in sentences. */
  readonly notes: readonly string[];
}

/** A line of a list is not longer; a file with a longer one must not fill the memory. */
const maxLineBytes = 4_194_304;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads all bytes of a file once and says how they are text. What is valid UTF-8 is that. Where nothing outside ASCII is,
 * the whole file is Windows-1252, as spreadsheets write it; where some is, only the lines that are not are read so.
 *
 * @param asked the label that a person gave; nothing is looked at then but the byte order mark
 * @throws AudienceError for an empty file, and for what is no text
 */
export async function findEncoding(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  asked?: string,
): Promise<Encoding> {
  const found: FoundBytes = { line: 1, validCount: 0, invalidCount: 0, invalidLines: [], sample: [] };
  let isFirst = true;
  for await (const block of wholeLines(chunks, file)) {
    const told = isFirst ? (refuseNoText(block, file) ?? markedEncoding(block, asked)) : null;
    if (told) return told;
    isFirst = false;
    lookAt(block, found);
  }
  if (isFirst) throw emptyFile(file);
  if (found.invalidCount === 0) return { label: 'utf-8', notes: [] };
  if (found.validCount > 0) return { label: 'mixed', notes: [mixedNote(file, found)] };
  return guessLegacy(Buffer.concat(found.sample), file);
}

/** What is outside ASCII in the lines read so far. */
interface FoundBytes {
  line: number;
  validCount: number;
  invalidCount: number;
  readonly invalidLines: number[];
  readonly sample: Buffer[];
}

const maxInvalidLines = 20;
const maxSample = 500;

function lookAt(block: Buffer, found: FoundBytes): void {
  if (isUtf8(block)) {
    if (hasHighByte(block)) found.validCount += 1;
    found.line += countLines(block);
    return;
  }
  for (const line of linesOf(block)) {
    if (!isUtf8(line)) {
      found.invalidCount += 1;
      if (found.invalidLines.length < maxInvalidLines) found.invalidLines.push(found.line);
      if (found.sample.length < maxSample) found.sample.push(Buffer.from(line));
    } else if (hasHighByte(line)) found.validCount += 1;
    found.line += 1;
  }
}

function emptyFile(file: string): AudienceError {
  return new AudienceError([
    `${file} is empty, which is no list of nobody: was the export finished? Nothing was changed.`,
  ]);
}

function mixedNote(file: string, { invalidLines, invalidCount }: FoundBytes): string {
  const more = invalidCount > invalidLines.length ? ' and more' : '';
  return `${file} is UTF-8 but for bytes in line ${invalidLines.join(', ')}${more}, which were read as Windows-1252: look at the names there.`;
}

/** What a byte order mark, the zero bytes of UTF-16, or a person says. */
function markedEncoding(block: Buffer, asked: string | undefined): Encoding | null {
  const [a = 0, b = 0] = block;
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', notes: [] };
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', notes: [] };
  if (asked !== undefined) return { label: asked, notes: [] };
  const head = block.subarray(0, 512);
  const zeros = (odd: number) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  if (zeros(1) > head.length / 4) return { label: 'utf-16le', notes: [] };
  if (zeros(0) > head.length / 4) return { label: 'utf-16be', notes: [] };
  return null;
}

const otherFormats: readonly (readonly [hex: string, what: string])[] = [
  ['504b0304', 'is a workbook or an archive (xlsx, ods, zip): save it as CSV, or unpack it'],
  ['d0cf11e0', 'is a workbook of Excel (xls): save it as CSV'],
  ['25504446', 'is a PDF: export the list as CSV'],
  ['7b5c727466', 'is a text document (RTF): save it as CSV'],
  ['28b52ffd', 'is compressed (zstd): unpack it'],
  ['425a68', 'is compressed (bzip2): unpack it'],
  ['fd377a585a', 'is compressed (xz): unpack it'],
  ['377abcaf', 'is an archive (7z): unpack it'],
  ['53514c697465', 'is a database (SQLite): export the list as CSV'],
  ['89504e47', 'is a picture'],
  ['ffd8ff', 'is a picture'],
];

function refuseNoText(block: Buffer, file: string): null {
  const head = block.subarray(0, 16).toString('hex');
  const known = otherFormats.find(([hex]) => head.startsWith(hex));
  if (known) throw new AudienceError([`${file} ${known[1]}. Nothing was changed.`]);
  const text = block.subarray(0, 512).toString('latin1').trimStart();
  if (/^<(?:!doctype|html|\?xml|table|head|body)/i.test(text))
    throw new AudienceError([
      `${file} is a web page or XML, not a list: export the list as CSV. Nothing was changed.`,
    ]);
  return null;
}

/**
 * Bytes that are no UTF-8 anywhere. Western text is Windows-1252; where most words are made of such bytes alone it is
 * not, and what else it is shows in how they go together.
 */
function guessLegacy(bytes: Buffer, file: string): Encoding {
  const western: Encoding = {
    label: 'windows-1252',
    notes: [`${file} is not UTF-8, and was read as Windows-1252, as spreadsheets write it.`],
  };
  if (!isForeignScript(bytes)) return western;
  const found = foreign.find(({ label, script }) => {
    const text = decodeStrictly(bytes, label);
    return text !== null && shareOf(text, script) > 0.9;
  });
  if (!found)
    throw new AudienceError([
      `${file} is not UTF-8 and not Western European: save it as "CSV UTF-8", or say what it is, such as --encoding windows-1253. Nothing was changed.`,
    ]);
  return { label: found.label, notes: [`${file} is not UTF-8, and was read as ${found.label}.`] };
}

const foreign: readonly { readonly label: string; readonly script: RegExp }[] = [
  { label: 'shift_jis', script: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー・々、。　（）]/gu },
  { label: 'euc-jp', script: /[\p{Script=Hiragana}\p{Script=Katakana}ー・]/gu },
  { label: 'euc-kr', script: /[\p{Script=Hangul}]/gu },
  { label: 'gb18030', script: /[\p{Script=Han}，。（）]/gu },
  { label: 'windows-1251', script: /[\u0410-\u044fЁё]/gu },
];

/** Whether bytes above ASCII come in runs, which they do not in the words of Western Europe. */
function isForeignScript(bytes: Buffer): boolean {
  let high = 0;
  let inRuns = 0;
  let run = 0;
  for (const byte of bytes) {
    if (byte < 0x80) run = 0;
    else {
      run += 1;
      high += 1;
      if (run >= 3) inRuns += run === 3 ? 3 : 1;
    }
  }
  return inRuns > high * 0.6;
}

function decodeStrictly(bytes: Buffer, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function shareOf(text: string, script: RegExp): number {
  const all = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return all === 0 ? 0 : (text.match(script)?.length ?? 0) / all;
}

/** The text of a file in blocks of whole lines, every line ending in LF, without the byte order mark. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  { label }: Encoding,
  file: string,
): AsyncGenerator<string> {
  const isWide = label.startsWith('utf-16');
  const decoder = label === 'mixed' ? null : new TextDecoder(label);
  const blocks = isWide ? (chunks as AsyncIterable<Buffer>) : wholeLines(chunks, file);
  let pending = '';
  for await (const block of blocks) {
    const text = decoder ? decoder.decode(block, { stream: true }) : decodeMixed(Buffer.from(block));
    const ended = pending + text;
    // A CR at the very end may have its LF in the next block.
    const cut = ended.endsWith('\r') ? ended.length - 1 : ended.length;
    pending = ended.slice(cut);
    yield unifyLineEnds(ended.slice(0, cut));
  }
  const rest = pending + (decoder?.decode() ?? '');
  if (rest !== '') yield unifyLineEnds(rest);
}

function unifyLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** UTF-8, and Windows-1252 for each byte that is none. */
function decodeMixed(block: Buffer): string {
  if (isUtf8(block)) return withoutMark(block.toString('utf8'));
  return withoutMark(
    [...linesOf(block)].map((line) => (isUtf8(line) ? line.toString('utf8') : decodeLine(line))).join(''),
  );
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

const western = new TextDecoder('windows-1252');

function decodeLine(line: Buffer): string {
  let text = '';
  for (let at = 0; at < line.length; ) {
    const length = sequenceLength(line[at] ?? 0);
    const bytes = line.subarray(at, at + length);
    const isWhole = bytes.length === length && isUtf8(bytes);
    text += isWhole ? bytes.toString('utf8') : western.decode(line.subarray(at, at + 1));
    at += isWhole ? length : 1;
  }
  return text;
}

function sequenceLength(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

/** Cut at line ends, so that no character is ever cut in two in an encoding where LF is a byte of its own. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1;
    rest = bytes.subarray(end);
    if (rest.length > maxLineBytes)
      throw new AudienceError([
        `${file} has a line of over four megabytes, so it is not a list of people. Nothing was changed.`,
      ]);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (rest.length > 0) yield rest;
}

function* linesOf(block: Buffer): Generator<Buffer> {
  for (let start = 0; start < block.length; ) {
    const at = block.indexOf(lineFeed, start);
    const end = at < 0 ? block.length : at + 1;
    yield block.subarray(start, end);
    start = end;
  }
}

function countLines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(lineFeed); at >= 0; at = block.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

function hasHighByte(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] ?? 0) >= 0x80) return true;
  return false;
}
