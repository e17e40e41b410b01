import type { Pool } from '../database/database.ts';

/** The part of a pool that BullMQ's statements go through. */
export type QueryingPool = Pick<Pool, 'query' | 'connect'>;

/**
 * A pool whose queries do not wait for the disk. The embedded database forces every commit to it, and BullMQ commits
 * once a job: that is what makes it slow, for jobs that may be lost. A power cut takes back the last of them, which
 * the feed then brings again; it cannot do harm to what the ledger has committed.
 */
export function relaxCommits(pool: QueryingPool): QueryingPool {
  return {
    connect: () => pool.connect(),
    query: async (text, values) => {
      const client = await pool.connect();
      try {
        await client.query('begin; set local synchronous_commit = off');
        const result = await client.query(text, values);
        await client.query('commit');
        return result;
      } finally {
        // Rolls back what an error left open.
        client.release();
      }
    },
  };
}
