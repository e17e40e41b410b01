import { describe, expect, it } from 'vitest';
import { groupCommit } from '../../src/database/group-commit-sql.ts';

function recorded() {
  const batches: number[][] = [];
  const commit = groupCommit<number, string>({
    keyOf: String,
    run: async (batch) => {
      batches.push([...batch]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (batch.includes(13)) throw new Error('unlucky');
      return batch.map((n) => `did ${n}`);
    },
    maxBatch: 4,
  });
  return { batches, commit };
}

describe('groupCommit', () => {
  it('runs what is asked at once in one statement, and answers each with its own result', async () => {
    const { batches, commit } = recorded();
    expect(await Promise.all([1, 2, 3].map(commit))).toEqual(['did 1', 'did 2', 'did 3']);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers what comes while a statement is under way, up to the limit', async () => {
    const { batches, commit } = recorded();
    const first = commit(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, ...[2, 3, 4, 5, 6].map(commit)]);
    expect(batches).toEqual([[1], [2, 3, 4, 5], [6]]);
  });

  it('never puts two requests for the same row into one statement', async () => {
    const { batches, commit } = recorded();
    await Promise.all([commit(7), commit(7)]);
    expect(batches).toEqual([[7], [7]]);
  });

  it('fails those of the failed statement only, and goes on', async () => {
    const { commit } = recorded();
    await expect(commit(13)).rejects.toThrow('unlucky');
    expect(await commit(1)).toBe('did 1');
  });
});
