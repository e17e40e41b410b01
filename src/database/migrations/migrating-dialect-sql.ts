import { type Kysely, PostgresAdapter, PostgresDialect, sql } from 'kysely';

/** The key by which Kysely's migrators exclude one another. */
const lockId = '3853314791062309107';

/**
 * Kysely's dialect, but for the lock of its migrator. That belongs to a session, which the clients of an embedded database
 * share; this one belongs to a transaction, in which all that is missing is then made. Both exclude each other.
 */
export class MigratingDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new MigratingAdapter();
  }
}

class MigratingAdapter extends PostgresAdapter {
  /** The migrator opens none of its own. */
  override get supportsTransactionalDdl(): boolean {
    return false;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the signature of Kysely's own
  override async acquireMigrationLock(db: Kysely<any>): Promise<void> {
    await sql`begin`.execute(db);
    await sql`select pg_advisory_xact_lock(${sql.lit(lockId)}::bigint)`.execute(db);
  }

  // Of a transaction in which a statement failed this is the rollback.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  override async releaseMigrationLock(db: Kysely<any>): Promise<void> {
    await sql`commit`.execute(db);
  }
}
