/** One LISTEN or UNLISTEN; channel `*` is every channel. */
export interface ListenChange {
  readonly listens: boolean;
  readonly channel: string;
}

const comment = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const listenStatement = /(?:^|;)\s*(un)?listen\s+("(?:[^"]|"")+"|\*|[\p{L}_][\p{L}\p{N}_$]*)/giu;

/** Every LISTEN and UNLISTEN of a text, in order, each channel as the server knows it. */
export function readListenChanges(text: string): ListenChange[] {
  return [...text.replace(comment, ' ').matchAll(listenStatement)].map(([, un, name = '']) => ({
    listens: un === undefined,
    channel: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  }));
}

/** A channel as it is written in a statement. */
export function quoteChannel(channel: string): string {
  return `"${channel.replaceAll('"', '""')}"`;
}
