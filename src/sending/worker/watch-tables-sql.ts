import { refuseNewerTables } from '../../database/migrations/migrate-sql.ts';
import { isFailure } from '../../failure.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Whether the tables are still those that this version may work on. */
export interface TableWatch {
  /** Looks, and acts if they are. */
  whileOurs(act: () => Promise<void>): Promise<void>;
  /** As the last look found it. */
  areOurs(): boolean;
}

/** @param retire called where they are not, after which nothing more may begin */
export function watchTables(
  { database, onRetired }: Pick<WorkerSetup, 'database' | 'onRetired'>,
  retire: () => void,
): TableWatch {
  let areOurs = true;
  const whileOurs = async (act: () => Promise<void>) => {
    try {
      await refuseNewerTables(database);
    } catch (error) {
      if (!isFailure(error)) throw error;
      areOurs = false;
      onRetired(error);
      return retire();
    }
    await act();
  };
  return { whileOurs, areOurs: () => areOurs };
}
