import { createHash, sign } from 'node:crypto';
import { relaxField } from './dkim-canonical.ts';
import type { DkimKey } from './dkim-key.ts';

/**
 * What is signed of a header, in the order of `h=`: RFC 6376 section 5.4.1, and what RFC 8058 section 4 asks for. All
 * that a reader sees or a mail program acts on is listed once more than it occurs, so that nobody who sends a message
 * on can put another above ours (section 8.15), such as a way to leave of their own. Relays add a Feedback-ID and a
 * Sender themselves, which would break the signature.
 */
const signedNames = [
  { name: 'From', mayBeAdded: false },
  { name: 'To', mayBeAdded: false },
  { name: 'Cc', mayBeAdded: false },
  { name: 'Subject', mayBeAdded: false },
  { name: 'Reply-To', mayBeAdded: false },
  { name: 'Date', mayBeAdded: false },
  { name: 'Message-ID', mayBeAdded: false },
  { name: 'List-Id', mayBeAdded: false },
  { name: 'List-Post', mayBeAdded: false },
  { name: 'List-Unsubscribe', mayBeAdded: false },
  { name: 'List-Unsubscribe-Post', mayBeAdded: false },
  { name: 'Sender', mayBeAdded: true },
  { name: 'Feedback-ID', mayBeAdded: true },
  { name: 'MIME-Version', mayBeAdded: false },
  { name: 'Content-Type', mayBeAdded: false },
] as const;

/** What a relay may put others in the place of, such as Amazon SES; then a signature leaves them out. */
export const rewrittenNames: readonly string[] = ['Date', 'Message-ID'];

/** RFC 5322 section 2.1.1 would have 78; the same as the other fields. */
const maxLine = 76;

/**
 * The DKIM-Signature fields to put before a header, one a key, each with its CRLF; RFC 6376, both forms relaxed.
 * No `l=`, which would let anybody add to the body, and no `x=`.
 *
 * @param header fields with CRLF line ends
 * @param bodyHash the `bh=`
 * @param signedAt becomes `t=`
 * @param leftOut names of fields that are not signed
 */
export async function signHeader(
  header: string,
  bodyHash: string,
  keys: readonly DkimKey[],
  signedAt: Date,
  leftOut: readonly string[] = [],
): Promise<string> {
  const { names, data } = signedPart(header, leftOut);
  const signatures = keys.map(async (key) => {
    const unsigned = signatureField(key, names, bodyHash, signedAt);
    // Section 3.7: the field itself is hashed last, its b= empty and without the CRLF at its end.
    const signature = await signData(key, Buffer.from(data + relaxField(unsigned)));
    return `${unsigned}${foldSignature(signature.toString('base64'))}\r\n`;
  });
  return (await Promise.all(signatures)).join('');
}

/** The names for `h=`, and the fields they stand for in relaxed form. */
function signedPart(
  header: string,
  leftOut: readonly string[],
): { readonly names: readonly string[]; readonly data: string } {
  const fields = fieldsByName(header);
  const names: string[] = [];
  let data = '';
  for (const { name, mayBeAdded } of signedNames) {
    if (leftOut.includes(name)) continue;
    const found = fields.get(name.toLowerCase()) ?? [];
    names.push(...found.map(() => name), ...(mayBeAdded ? [] : [name]));
    // Section 5.4.2: of several fields of one name the last is taken first.
    for (const field of found.toReversed()) data += `${field}\r\n`;
  }
  return { names, data };
}

/** The fields in relaxed form by their names, which that form has in lower case. */
function fieldsByName(header: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const field of header.split(/\r\n(?![ \t])/)) {
    // What follows the last field, and the empty line.
    if (field === '') continue;
    const relaxed = relaxField(field);
    const name = relaxed.slice(0, relaxed.indexOf(':'));
    const same = fields.get(name);
    if (same) same.push(relaxed);
    else fields.set(name, [relaxed]);
  }
  return fields;
}

function signatureField(
  { domain, selector, algorithm }: DkimKey,
  names: readonly string[],
  bodyHash: string,
  signedAt: Date,
): string {
  const seconds = Math.floor(signedAt.getTime() / 1000);
  const [first, ...others] = names;
  const tags = ['v=1', `a=${algorithm}`, 'c=relaxed/relaxed', `d=${domain}`, `s=${selector}`, `t=${seconds}`];
  const parts = [...tags.map((tag) => `${tag}; `), `h=${first}`, ...others.map((name) => `:${name}`)];
  return `${fold('DKIM-Signature: ', [...parts, '; ', `bh=${bodyHash};`])}\r\n b=`;
}

/** Section 3.2 lets white space stand between tags and between the names of `h=`. */
function fold(start: string, parts: readonly string[]): string {
  const lines: string[] = [];
  let line = start;
  for (const part of parts) {
    if (line.length + part.trimEnd().length > maxLine) {
      lines.push(line.trimEnd());
      line = ' ';
    }
    line += part;
  }
  return [...lines, line.trimEnd()].join('\r\n');
}

function foldSignature(base64: string): string {
  let end = maxLine - ' b='.length;
  const lines = [base64.slice(0, end)];
  for (; end < base64.length; end += maxLine - 1) lines.push(base64.slice(end, end + maxLine - 1));
  return lines.join('\r\n ');
}

/**
 * In the crypto library's own threads: an RSA signature is the dearest part of a message, and there it costs the
 * thread that composes nothing.
 */
export function signData({ algorithm, privateKey }: DkimKey, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, signature: Buffer) => (error ? reject(error) : resolve(signature));
    if (algorithm === 'rsa-sha256') sign('sha256', data, privateKey, done);
    // RFC 8463 section 3: Ed25519 signs the SHA-256 of the data as its message.
    else sign(null, createHash('sha256').update(data).digest(), privateKey, done);
  });
}
