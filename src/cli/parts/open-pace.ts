import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { PaceStore } from '../../delivery/pace-store.ts';
import { ownPaceStore, sharedPaceStore } from '../../delivery/pace-store-sql.ts';
import type { Scope } from '../../ledger/delivery.ts';
import { openSharedRedis } from '../../queue/shared-redis-bullmq.ts';

/** Where this process keeps its pace: in common with all workers, or by itself for a rehearsal. */
export function openPace(
  { redisUrl }: Config,
  database: Database,
  scope: Scope,
  onTrouble: (error: unknown) => void,
): { readonly store: PaceStore; close(): void } {
  if (scope.rehearsal) return { store: ownPaceStore(), close: () => undefined };
  const redis = redisUrl === null ? null : openSharedRedis(redisUrl, onTrouble);
  return { store: sharedPaceStore(database, redis), close: () => redis?.close() };
}
