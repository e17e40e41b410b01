/** RFC 4155 appendix A: a line that begins a message names a sender and a time, and a header follows. */
const separator = /^From [^\r\n]{1,300}\d\d:\d\d[^\r\n]{0,100}\r?\n[\x21-\x39\x3b-\x7e]{1,80}:[ \t]/;
const announcement = /(?:\nContent-[\w-]{1,40}:[^\r\n]{0,150}|:)\s*$/i;

/** True where the bytes are those of an mbox file, which may hold a single message. */
export function isMbox(bytes: Uint8Array): boolean {
  return separator.test(Buffer.from(bytes.subarray(0, 500)).toString('latin1'));
}

/**
 * The messages of an mbox file. A separator counts only after a blank line or at the top, and `>From ` in a message
 * loses one `>`, as in the mboxrd variant of RFC 4155.
 */
export function* splitMbox(bytes: Uint8Array): Generator<Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  for (let at = nextSeparator(file, 1); start < file.length; at = nextSeparator(file, at + 1)) {
    yield messageOf(file.subarray(start, at));
    start = at;
  }
}

/** Where the next separator begins, or the end of the file. */
function nextSeparator(file: Buffer, from: number): number {
  for (let at = file.indexOf('\nFrom ', from); at !== -1; at = file.indexOf('\nFrom ', at + 1)) {
    const isAfterBlank = file[at - 1] === 0x0a || (file[at - 1] === 0x0d && file[at - 2] === 0x0a);
    if (!isAfterBlank || !separator.test(file.toString('latin1', at + 1, at + 500))) continue;
    // A returned copy may begin with the line of the mbox it lay in, right below what announces it.
    if (!announcement.test(file.toString('latin1', Math.max(0, at - 200), at))) return at + 1;
  }
  return file.length;
}

function messageOf(part: Buffer): Uint8Array {
  const body = part.subarray(part.indexOf(0x0a) + 1);
  if (!body.includes('\n>')) return body;
  return Buffer.from(body.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}
