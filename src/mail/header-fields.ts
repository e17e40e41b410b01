/** One header field as it was read. The name is in lower case, the value unfolded and trimmed. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** RFC 5322 section 3.6.8: a name is any printable ASCII but the colon. */
const fieldStart = /^([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:(.*)$/;

/**
 * The fields of a header, RFC 5322 section 2.2. Lines that are no field are skipped, since a report that was cut or
 * bent on its way still tells something. Stops at nothing: blank lines count as lines that are no field.
 */
export function parseHeaderFields(text: string): HeaderField[] {
  const fields: { name: string; lines: string[] }[] = [];
  let isOpen = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const start = fieldStart.exec(line);
    if (start) fields.push({ name: (start[1] ?? '').toLowerCase(), lines: [start[2] ?? ''] });
    else if (isOpen && /^[ \t]/.test(line)) fields.at(-1)?.lines.push(line);
    isOpen = start !== null || (isOpen && /^[ \t]/.test(line));
  }
  return fields.map(({ name, lines }) => ({
    name,
    value: lines
      .map((line) => line.trim())
      .join(' ')
      .trim(),
  }));
}

/** The value of the first field of that name, which must be in lower case; null where there is none. */
export function fieldValue(fields: readonly HeaderField[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}

export function fieldValues(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}

/** A header and what follows its first blank line, RFC 5322 section 2.1. */
export function splitMessage(source: string): { readonly header: string; readonly body: string } {
  const blank = /\r?\n[ \t]*\r?\n/.exec(source);
  if (!blank) return { header: source, body: '' };
  return { header: source.slice(0, blank.index), body: source.slice(blank.index + blank[0].length) };
}
