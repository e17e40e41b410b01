import type { PaceStore } from '../../delivery/pace/pace-store.ts';
import { ownPaceStore, sharedPaceStore } from '../../delivery/pace/pace-store-sql.ts';
import { openSharedRedis } from '../../queue/shared-redis-bullmq.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Where a worker keeps its pace: in common with all workers, or by itself for a rehearsal. */
export function openPace({
  redisUrl,
  database,
  scope,
  onTrouble,
}: Pick<WorkerSetup, 'redisUrl' | 'database' | 'scope' | 'onTrouble'>): {
  readonly store: PaceStore;
  close(): void;
} {
  if (scope.rehearsal) return { store: ownPaceStore(), close: () => undefined };
  const redis = redisUrl === null ? null : openSharedRedis(redisUrl, onTrouble);
  return { store: sharedPaceStore(database, redis), close: () => redis?.close() };
}
