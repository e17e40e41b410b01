import { sql } from 'kysely';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from 'rate-limiter-flexible';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { SharedRedis } from '../../queue/shared-redis-bullmq.ts';
import { recoveryMs } from './domain-recovery.ts';
import type { Counted, DomainPenalty, PaceStore } from './pace-store.ts';

/**
 * What the workers of one database tell one another about their pace. Penalties lie in the database, so that they
 * outlive a process; what is counted by the second lies in Redis, where there is one.
 */
export function sharedPaceStore(database: Database, redis: SharedRedis | null): PaceStore {
  const limiter = openLimiter(database, redis);
  return {
    penalties: async () => {
      const { rows } = await sql<DomainPenalty>`
        select domain, 1000 * extract(epoch from clock_timestamp() - since)::float8 as "agoMs", said
        from domain_penalty
        where since > clock_timestamp() - make_interval(secs => ${recoveryMs / 1000})`.execute(
        database.tables,
      );
      return rows;
    },
    penalise: async (domain, said) => {
      await sql`
        insert into domain_penalty (domain, since, said)
        values (${domain}, clock_timestamp(), ${storableText(said, 1_000)})
        on conflict (domain) do update set since = excluded.since, said = excluded.said`.execute(
        database.tables,
      );
    },
    count: (key, amount, windowSeconds) => countWith(limiter, key, amount, windowSeconds),
  };
}

/** For one process and nobody else, as long as it lives: a rehearsal must neither feel nor make a penalty. */
export function ownPaceStore(): PaceStore {
  const limiter = new RateLimiterMemory({ points, duration });
  return {
    penalties: async () => [],
    penalise: async () => undefined,
    count: (key, amount, windowSeconds) => countWith(limiter, key, amount, windowSeconds),
  };
}

/** Neither decides anything: what a count means is for whoever asked, and each says for how long. */
const points = 1;
const duration = 1;

function openLimiter(database: Database, redis: SharedRedis | null): RateLimiterAbstract {
  if (redis)
    return new RateLimiterRedis({ storeClient: redis.client, keyPrefix: 'pennypost:rate', points, duration });
  return new RateLimiterPostgres({
    storeClient: database.relaxed,
    storeType: 'pool',
    tableName: 'rate_count',
    tableCreated: true,
    points,
    duration,
  });
}

async function countWith(
  limiter: RateLimiterAbstract,
  key: string,
  amount: number,
  windowSeconds: number,
): Promise<Counted> {
  // `penalty` counts as `consume` does, and leaves the judging to us.
  const counted = await limiter.penalty(key, amount, { customDuration: windowSeconds });
  return { count: counted.consumedPoints, endsInMs: Math.max(0, counted.msBeforeNext) };
}
