/**
 * Lists that are kept in the database. A process of the version before knows none of this: its sends follow the files,
 * and what it records of people stays right.
 */
export const keptListStatements: readonly string[] = [
  // What an import has read and not yet taken over. It may be lost with the power: the file is read again then.
  `create unlogged table import_row (
     import uuid not null,
     piece smallint not null,
     row int not null,
     address text not null,
     address_key text not null,
     name text not null,
     fields jsonb not null,
     state smallint not null,
     suppressed_by text,
     evidence jsonb not null,
     at timestamptz,
     staged_at timestamptz not null default now()
   )`,
  `create index import_row_piece on import_row (import, piece)`,
  // Whom nobody may bring back who was erased: all that is kept of them.
  `create table erased_address (hash text primary key, at timestamptz not null default now())`,
  `alter table database_identity add column erasure_key text not null default gen_random_uuid()::text || gen_random_uuid()::text`,
  `alter table send add column follows_files boolean not null default true`,
];
