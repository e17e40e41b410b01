/** A table whose rows are kept, as the catalogue of the database describes it. */
export interface KeptTable {
  readonly name: string;
  /** Those that hold values of their own, which are not computed from others. */
  readonly columns: readonly string[];
  /** The columns of its primary key, with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** The tables that must be there before it: its foreign keys. */
  readonly references: readonly string[];
}

/**
 * Tables of the schema that belong to this copy of the database and to nobody else: what the migrations write about
 * themselves, and that it was moved. Every other one is kept, those of later migrations included.
 */
export const notKept: readonly string[] = [
  'kysely_migration',
  'kysely_migration_lock',
  'works_beside',
  'database_moved',
];

/** A table of one row that every database has from the beginning: it says nothing of whether anything was written. */
export const identityTable = 'database_identity';

/** The tables in an order in which each comes after those that it references. */
export function inOrderOfReferences(tables: readonly KeptTable[]): KeptTable[] {
  const ordered: KeptTable[] = [];
  const left = new Map(tables.map((table) => [table.name, table]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name, references }) =>
      references.every((other) => other === name || !left.has(other)),
    );
    if (ready.length === 0) throw new Error(`Tables reference one another: ${[...left.keys()].join(', ')}.`);
    for (const table of ready) {
      left.delete(table.name);
      ordered.push(table);
    }
  }
  return ordered;
}
