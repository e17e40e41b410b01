/** What the thread is told once, at its start. */
export interface MimeThreadData {
  /** The file that `require('postal-mime')` means, resolved by this package and not by the working directory. */
  readonly postalMime: string;
  readonly maxDepth: number;
  readonly maxHeaderBytes: number;
  /** How much is handed over of each text. */
  readonly maxTextBytes: number;
}

/** What the thread answers to the bytes of a message. */
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

parentPort.on('message', async (bytes) => {
  try {
    const { headers, subject = '', text = '', html = '', attachments } = await PostalMime.parse(bytes, options);
    parentPort.postMessage({
      headers: headers.map(({ key, value }) => ({ key, value })),
      subject,
      text: text.slice(0, workerData.maxTextBytes),
      html: html.slice(0, workerData.maxTextBytes),
      parts: attachments.map(partOf),
    });
  } catch (error) {
    parentPort.postMessage({ failure: String(error && error.message) });
  }
});
`;
