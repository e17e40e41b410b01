/** What the thread is told once, at its start. */
export interface MimeThreadData {
  /** The file that `require('postal-mime')` means, resolved by this package and not by the working directory. */
  readonly postalMime: string;
  readonly maxDepth: number;
  readonly maxHeaderBytes: number;
  /** How much is handed over of each text. */
  readonly maxTextBytes: number;
  /** Tells the header of a report from that of a returned newsletter. */
  readonly reportField: RegExp;
}

/** What the thread answers to a message, which it gets as a string of one character a byte. */
export type MimeAnswer =
  | {
      readonly headers: readonly { readonly key: string; readonly value: string }[];
      readonly subject: string;
      readonly text: string;
      readonly html: string;
      readonly parts: readonly { readonly type: string; readonly content: string }[];
    }
  | { readonly failure: string };

/**
 * The program of the thread that takes messages apart. It is a string, since Node 20 runs no TypeScript in a thread and
 * the tests run the sources; `workerData` is a {@link MimeThreadData}.
 *
 * Returned copies stay closed, so that their text is not taken for the report's own.
 */
export const mimeThread = `
const { createRequire } = require('node:module');
const { parentPort, workerData } = require('node:worker_threads');
const { default: PostalMime } = createRequire(workerData.postalMime)(workerData.postalMime);

const options = {
  forceRfc822Attachments: true,
  maxNestingDepth: workerData.maxDepth,
  maxHeadersSize: workerData.maxHeaderBytes,
};
// Parts are joined by way of a Blob, which Node keeps outside of JavaScript: this takes a third less time for a message.
globalThis.Blob = class {
  constructor(chunks) {
    this.chunks = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : new Uint8Array(chunk)));
  }
  async arrayBuffer() {
    const { buffer, byteOffset, length } = Buffer.concat(this.chunks);
    return buffer.slice(byteOffset, byteOffset + length);
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

// Reports declare no charset for their own parts, and those of old mail systems are not UTF-8.
function decode(content) {
  try {
    return utf8.decode(content);
  } catch {
    return latin1.decode(content);
  }
}

// The header of a returned copy is all that anybody asks for, so what is handed over of a part is short.
function partOf({ mimeType, content }) {
  const type = String(mimeType).toLowerCase();
  const isText = /^(?:message|text)\\//.test(type);
  return { type, content: isText ? decode(new Uint8Array(content).subarray(0, workerData.maxTextBytes)) : '' };
}

// What a filter or a person forwards is a report all the same. Newsletters are none, so the copy is not ours.
function forwardedReport({ headers, attachments }) {
  const type = headers.find(({ key }) => key === 'content-type');
  if (type && /^multipart\\/report/i.test(type.value)) return null;
  const forwarded = attachments.find(({ mimeType }) => mimeType === 'message/rfc822');
  if (!forwarded) return null;
  const bytes = Buffer.from(forwarded.content);
  const [header] = bytes.toString('latin1', 0, 16384).split(/\\r?\\n[ \\t]*\\r?\\n/, 1);
  return workerData.reportField.test(header) ? bytes : null;
}

async function parse(source) {
  const email = await PostalMime.parse(Buffer.from(source, 'latin1'), options);
  const report = forwardedReport(email);
  return report ? PostalMime.parse(report, options) : email;
}

async function read(source) {
  try {
    const { headers, subject = '', text = '', html = '', attachments } = await parse(source);
    return {
      headers: headers.map(({ key, value }) => ({ key, value })),
      subject,
      text: text.slice(0, workerData.maxTextBytes),
      html: html.slice(0, workerData.maxTextBytes),
      parts: attachments.map(partOf),
    };
  } catch (error) {
    return { failure: String(error && error.message) };
  }
}

// One after the other, so that they are answered in their order.
let last = Promise.resolve();
parentPort.on('message', (source) => {
  last = last.then(async () => parentPort.postMessage(await read(source)));
});
`;
