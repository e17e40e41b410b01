import type { FrontMatter } from './field.ts';
import { parseYaml } from './yaml.ts';

const commented = /^<!--[ \t]*\n((?:[ \t]*\.\.[ \t]+[\w-]+:[^\n]*\n|[ \t]*\n)+)[ \t]*-->[ \t]*(?:\n|$)/;
const commentedField = /^[ \t]*\.\.[ \t]+([\w-]+):[ \t]*(.*)$/;
const closing = /^;{3,80}[ \t]*(?:\n|$)/m;

/**
 * Metadata of two generators that open no fence of their own: Nikola's `.. title: …` lines in a comment, and Hexo's JSON
 * without braces, which `;;;` ends. Null where the text begins with neither.
 */
export function readBareFields(text: string): FrontMatter | null {
  return readComment(text) ?? readSemicolons(text);
}

function readComment(text: string): FrontMatter | null {
  const [whole, lines] = commented.exec(text.slice(0, 64 * 1024)) ?? [];
  if (whole === undefined || lines === undefined) return null;
  const fields = lines.split('\n').flatMap((line, index) => {
    const [, name, value] = commentedField.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value: value.trim(), line: index + 2 }];
  });
  return { format: 'headers', fields, faults: [], ...behind(text, whole.length) };
}

/** JSON is YAML (YAML 1.2 section 1.3). */
function readSemicolons(text: string): FrontMatter | null {
  if (!/^\s{0,80}"[\w-]+"[ \t]*:/.test(text)) return null;
  const end = closing.exec(text.slice(0, 64 * 1024));
  if (end === null) return null;
  const { fields, faults } = parseYaml(`{\n${text.slice(0, end.index)}}`);
  const inFile = <Place extends { line: number }>(place: Place) => ({ ...place, line: place.line - 1 });
  return {
    format: 'json',
    fields: fields.map(inFile),
    faults: faults.map(inFile),
    ...behind(text, end.index + end[0].length),
  };
}

function behind(text: string, at: number): Pick<FrontMatter, 'body' | 'bodyLine'> {
  return { body: text.slice(at), bodyLine: text.slice(0, at).split('\n').length };
}
