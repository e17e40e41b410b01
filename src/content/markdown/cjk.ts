import type { MarkedExtension, TokenizerThis } from 'marked';

/** Letters and signs of Chinese, Japanese and Korean, full-width forms among them. */
const cjk =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\u3000-\\u303f\\u30fb\\u30fc\\uff01-\\uffef';
/** As GFM has them, for `~` is a mark of its own there. */
const punct = `(?:(?![~${cjk}])[\\p{P}\\p{S}])`;
const letter = `(?:(?![${cjk}])(?:[^\\s\\p{P}\\p{S}]|~))`;
const notPunctSpace = `(?:${letter}|[${cjk}])`;
const punctOrCjk = `(?:${punct}|[${cjk}])`;
/** Signs that end an address in a text without blanks: no address has them as they stand. */
const endOfAddress =
  '\\u3000-\\u3004\\u3008-\\u3011\\u3014-\\u301f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\u201c-\\u201f\\u2026';

/** What the run of a mark that ends emphasis looks like: right, right, left, left, both, both, as marked numbers them. */
function endOf(mark: string, run: string): string {
  const other = `(?!${mark})`;
  return [
    `${other}[^\\s](${run})(?=[\\s]|$)`,
    `${other}${letter}(${run})${other}(?=${punct})`,
    `${other}(?:\\s|${punct})(${run})(?=${letter})`,
    `[\\s](${run})${other}(?=${punctOrCjk})`,
    `${other}${punctOrCjk}(${run})${other}(?=${punctOrCjk})`,
    `${other}${notPunctSpace}(${run})(?=${notPunctSpace})`,
  ].join('|');
}

/**
 * The rules of marked, in which signs such as `。` beside `**` count as letters of the word they stand at, and letters
 * of scripts without blanks as the end of a word: CommonMark section 6.2 would print `**重要，**这里` as it stands
 * (github.com/tats-u/markdown-cjk-friendly).
 */
function rulesOf(inline: TokenizerThis['lexer']['tokenizer']['rules']['inline']): typeof inline {
  const { url } = inline;
  return {
    ...inline,
    punctuation: new RegExp(`^((?![*_])[\\s\\p{P}\\p{S}${cjk}])`, 'u'),
    emStrongLDelim: new RegExp(
      `^(?:\\*+(?:((?!\\*)${punct})|([^\\s*]))?)|^_+(?:((?!_)(?!~)[\\p{P}\\p{S}])|([^\\s_]))?`,
      'u',
    ),
    emStrongRDelimAst: new RegExp(
      `^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|[^*]+(?=[^*])|${endOf('\\*', '\\*+')}`,
      'gu',
    ),
    delLDelim: new RegExp(`^~~?(?:((?!~)${punct})|[^\\s~])`, 'u'),
    delRDelim: new RegExp(`^[^~]+(?=[^~])|${endOf('~', '~~?')}`, 'gu'),
    url: new RegExp(url.source.replace('[^\\s<]*', `[^\\s<${endOfAddress}]*`), url.flags),
  };
}

const known = new WeakMap<object, ReturnType<typeof rulesOf>>();
const made = new WeakSet<object>();

/** Lets marked go on by itself, with the rules of this file. */
function withRules(this: TokenizerThis['lexer']['tokenizer']): false {
  const { inline } = this.rules;
  if (made.has(inline)) return false;
  const rules = known.get(inline) ?? rulesOf(inline);
  known.set(inline, rules);
  made.add(rules);
  this.rules.inline = rules;
  return false;
}

/** Emphasis and bare addresses in scripts that write no blanks. */
export function cjkExtension(): MarkedExtension {
  return { tokenizer: { emStrong: withRules, del: withRules, url: withRules } };
}
