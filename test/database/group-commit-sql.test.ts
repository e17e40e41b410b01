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

  /** What the server says of a statement, as pg gives it. */
  const refused = (code: string) => Object.assign(new Error('refused'), { code });

  it('fails the one that is at fault, and none of its neighbours', async () => {
    const batches: number[][] = [];
    const commit = groupCommit<number, string>({
      keyOf: String,
      run: async (batch) => {
        batches.push([...batch]);
        if (batch.includes(3)) throw refused('22P05');
        return batch.map((n) => `did ${n}`);
      },
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map(commit));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]);
  });

  it('asks a database that is away once for all', async () => {
    let times = 0;
    const commit = groupCommit<number, string>({
      keyOf: String,
      run: async () => {
        times += 1;
        throw refused('57P01');
      },
    });
    await Promise.allSettled([1, 2, 3, 4].map(commit));
    expect(times).toBe(1);
  });

  it('gives those who ask the same one answer, if they may share it', async () => {
    const batches: number[][] = [];
    const commit = groupCommit<number, object>({
      keyOf: String,
      isShared: true,
      run: async (batch) => {
        batches.push([...batch]);
        return batch.map((n) => ({ n }));
      },
    });
    const [first, second, other] = await Promise.all([7, 7, 8].map(commit));
    expect(second).toBe(first);
    expect(other).toEqual({ n: 8 });
    expect(batches).toEqual([[7, 8]]);
  });

  it('tells those beyond what may wait to come again, at once', async () => {
    const commit = groupCommit<number, number>({ keyOf: String, maxWaiting: 2, run: async (batch) => batch });
    const results = await Promise.allSettled([1, 2, 3].map(commit));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { failure: 'temporary' } });
    expect(await commit(4)).toBe(4);
  });
});
