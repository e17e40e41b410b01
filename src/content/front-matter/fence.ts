export interface Fence {
  readonly mark: string;
  readonly format: 'yaml' | 'toml' | 'json' | null;
  readonly language: string;
  /** Where the first line behind the opening fence begins. */
  readonly fieldsStart: number;
  /** Where the text behind the closing fence begins; -1 if the fence is never closed. */
  readonly bodyStart: number;
}

/** A longer run of dashes is a rule; as a pattern for the closing fence it would also exhaust the regular expressions. */
const openingFence = /^(-{3,80}(?!-)|\+{3})[ \t]*(?:([A-Za-z]+)[ \t]*)?(?:\n|$)/;

/** True if the front matter of the file does not end within this part of it, so that more of it must be read. */
export function isCutFrontMatter(partOfFile: string): boolean {
  const text = partOfFile.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const fence = readFence(text.trimStart());
  return fence !== null && fence.bodyStart < 0;
}

/** The fence that opens the text, or null if it opens with none. */
export function readFence(text: string): Fence | null {
  const opening = openingFence.exec(text);
  const mark = opening?.[1];
  if (opening === null || mark === undefined) return null;
  const language = opening[2]?.toLowerCase() ?? '';
  const closing = new RegExp(`^${mark.replaceAll('+', '\\+')}[ \\t]*(?:\\n|$)`, 'gm');
  closing.lastIndex = opening[0].length;
  return {
    mark,
    language,
    fieldsStart: opening[0].length,
    format: mark.startsWith('+') ? 'toml' : formatOf(language),
    bodyStart: closing.test(text) ? closing.lastIndex : -1,
  };
}

function formatOf(language: string): Fence['format'] {
  if (language === '' || language === 'yaml' || language === 'yml') return 'yaml';
  return language === 'toml' || language === 'json' ? language : null;
}
