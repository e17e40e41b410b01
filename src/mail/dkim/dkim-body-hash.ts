import { createHash } from 'node:crypto';
import { relaxLastLines, relaxLines } from './dkim-canonical.ts';

/** The `bh=` of one message (RFC 6376 section 3.7): base64, of a body whose gaps these texts fill in turn. */
export type BodyHasher = (fillings: readonly string[]) => string;

/**
 * Hashes bodies that are alike but for some gaps. What stands between the gaps is brought into relaxed form once, and
 * the state of the hash before the first gap is kept, so a message costs the hashing of what follows that, no more.
 *
 * @param literals the text before, between and after the gaps, one more than there are gaps. Each of them and each
 *   filling is made of whole lines, CRLF included, so that none changes the form of its neighbour; only the last
 *   literal may end anyhow, and where there are gaps it holds a line that is not empty
 */
export function bodyHasher(literals: readonly Buffer[]): BodyHasher {
  const last = literals.length - 1;
  const [prefix, ...rest] = literals.map((literal, at) => {
    const text = literal.toString('latin1');
    return Buffer.from(at === last ? relaxLastLines(text) : relaxLines(text), 'latin1');
  });
  const shared = createHash('sha256').update(prefix ?? '');
  return (fillings) => {
    const hash = shared.copy();
    for (const [at, literal] of rest.entries()) hash.update(relaxLines(fillings[at] ?? '')).update(literal);
    return hash.digest('base64');
  };
}
