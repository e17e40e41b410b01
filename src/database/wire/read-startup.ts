import type { CancelKey } from './backend-frames.ts';
import { readString } from './frame.ts';

/** The first message of a connection, which has no type: four bytes of length, four of a code, a body. */
export type Startup =
  | { readonly kind: 'startup'; readonly parameters: ReadonlyMap<string, string>; readonly bytes: number }
  | { readonly kind: 'encryption'; readonly bytes: number }
  | { readonly kind: 'cancel'; readonly key: CancelKey }
  | { readonly kind: 'refused'; readonly why: string };

const sslRequest = 80877103;
const gssEncRequest = 80877104;
const cancelRequest = 80877102;
const majorVersion = 3;
/** As PostgreSQL's MAX_STARTUP_PACKET_LENGTH. */
const maxBytes = 10_000;

/** Null where more bytes are needed. */
export function readStartup(bytes: Buffer): Startup | null {
  if (bytes.length < 4) return null;
  const length = bytes.readUInt32BE();
  if (length < 8 || length > maxBytes) return { kind: 'refused', why: 'invalid length of startup packet' };
  if (bytes.length < length) return null;
  const code = bytes.readUInt32BE(4);
  if (code === sslRequest || code === gssEncRequest) return { kind: 'encryption', bytes: length };
  if (code === cancelRequest && length === 16)
    return { kind: 'cancel', key: { processId: bytes.readUInt32BE(8), secret: bytes.readUInt32BE(12) } };
  if (code >>> 16 !== majorVersion)
    return {
      kind: 'refused',
      why: `unsupported frontend protocol ${code >>> 16}.${code & 0xffff}: server supports 3.0`,
    };
  if (bytes[length - 1] !== 0)
    return { kind: 'refused', why: 'invalid startup packet layout: expected terminator as last byte' };
  return { kind: 'startup', parameters: readParameters(bytes.subarray(8, length)), bytes: length };
}

/** Names and values in turn; an empty name ends them. */
function readParameters(body: Buffer): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const name = readString(body, at);
    if (name.next === 0 || name.next >= body.length) break;
    const value = readString(body, name.next);
    if (value.next === 0) break;
    parameters.set(name.text, value.text);
    at = value.next;
  }
  return parameters;
}

/** The settings in `options`: `-c name=value` and `--name=value`, a backslash before a blank that belongs to a value. */
export function readOptions(options: string): ReadonlyMap<string, string> {
  const words = [...options.matchAll(/(?:\\[\s\S]|[^\s\\])+/g)].map(([word]) =>
    word.replace(/\\([\s\S])/g, '$1'),
  );
  const settings = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const setting =
      word === '-c' ? words[index + 1] : /^(?:-c|--)(?=.)/.test(word) ? word.replace(/^(?:-c|--)/, '') : null;
    const equals = setting?.indexOf('=') ?? -1;
    if (setting && equals > 0)
      settings.set(setting.slice(0, equals).replaceAll('-', '_'), setting.slice(equals + 1));
  }
  return settings;
}
