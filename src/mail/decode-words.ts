/** Text with the encoded words of RFC 2047 in it, decoded; a word that cannot be decoded stays as it is. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  // White space between two encoded words is no part of the text (section 6.2).
  const joined = text.replace(/(=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]{0,200}\?=)\s+(?==\?)/g, '$1');
  return joined.replace(
    /=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\s]{0,200})\?=/g,
    (word, charset: string, encoding: string, data: string) => {
      const bytes = /b/i.test(encoding) ? Buffer.from(data, 'base64') : decodeQ(data);
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word;
      }
    },
  );
}

function decodeQ(data: string): Buffer {
  const text = data
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
