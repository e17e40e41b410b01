import { createHash } from 'node:crypto';

/** How many rows a table has, and a digest of them that does not depend on their order. */
export interface Tally {
  readonly rows: number;
  /** 64 hexadecimal digits: the SHA-256 of each row's line, added up in eight numbers of 32 bits. */
  readonly digest: string;
}

export interface RunningTally {
  add(line: string): void;
  total(): Tally;
}

const words = 8;

/** Another server sorts names in another order, so the order of the rows is none of theirs. */
export function startTally(): RunningTally {
  const sums = new Uint32Array(words);
  let rows = 0;
  return {
    add: (line) => {
      const digest = createHash('sha256').update(line).digest();
      for (let word = 0; word < words; word += 1)
        sums[word] = ((sums[word] ?? 0) + digest.readUInt32BE(word * 4)) >>> 0;
      rows += 1;
    },
    total: () => ({
      rows,
      digest: [...sums].map((sum) => sum.toString(16).padStart(8, '0')).join(''),
    }),
  };
}

export function isSameTally(one: Tally, other: Tally): boolean {
  return one.rows === other.rows && one.digest === other.digest;
}
