import { wrapText } from '../text/wrap-text.ts';

/** The numbered addresses and notes of a section; numbers run through the whole issue, so none means two things. */
export interface References {
  /** The number under which `text` stands at the end of the section; the same for the same text. */
  cite(text: string): number;
  /** The list of what was cited since the last call, one a line, or nothing. */
  flush(width: number): string[];
}

export function collectReferences(): References {
  let section = new Map<string, number>();
  let last = 0;
  return {
    cite(text) {
      const known = section.get(text);
      if (known !== undefined) return known;
      last += 1;
      section.set(text, last);
      return last;
    },
    flush(width) {
      const cited = [...section];
      section = new Map();
      const column = `[${last}] `.length;
      const rest = ' '.repeat(column);
      return cited.flatMap(([text, number]) =>
        wrapText(text, width, { first: `[${number}]`.padEnd(column), rest }),
      );
    },
  };
}
