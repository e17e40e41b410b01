import type { Finding } from '../../content/finding.ts';

/** Emoji and signs that imitate what a mail program shows; letters such as © and ™ are none. */
const picture = /(?![©®™\d#*])\p{Extended_Pictographic}|[✓✔✗✘☑★☆●▶►]/u;
const counter = /\(\d+\)|\[\d+\]/;
const reply = /^\s*(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|odp)\s*:|\bme\s*,/i;

/** Warns of a display name that Gmail's guidelines for senders forbid, since it looks like what the mail program says. */
export function senderFindings({ name }: { readonly name: string }): Finding[] {
  const [found, what] =
    [
      [picture.exec(name)?.[0], 'a picture'] as const,
      [counter.exec(name)?.[0], 'a counter'] as const,
      [reply.exec(name)?.[0], 'the mark of an answer'] as const,
    ].find(([match]) => match !== undefined) ?? [];
  if (found === undefined) return [];
  const message = `The sender's name ${JSON.stringify(name)} has ${what} in it, ${JSON.stringify(found.trim())}, which Gmail takes for a disguise: take it out of "from" in pennypost.yaml.`;
  return [{ rule: 'display-name', severity: 'warning', line: null, message }];
}
