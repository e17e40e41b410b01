/** SQLSTATE of every change that is refused since the database was moved. */
export const movedCode = 'PP001';

/** That a database was moved, or is being moved. */
export interface Moved {
  /** Where to, for people. */
  readonly place: string;
  readonly begunAt: Date;
  /** Null while it is under way, or where that was cut short. */
  readonly doneAt: Date | null;
}

/** A sentence or two: what is so, and the ways out. */
export function describeMoved({ place, begunAt, doneAt }: Moved): string {
  return doneAt === null
    ? `This database is being moved to ${place} since ${dayOf(begunAt)}, so nothing is changed here. If that was cut short, ` +
        'give the same `pennypost database move` again, or take it back with `pennypost database move --undo`.'
    : `This database was moved to ${place} on ${dayOf(doneAt)}, so nothing is sent from here or changed here. Use that one ` +
        '(DATABASE_URL, or --data); or take it back with `pennypost database move --undo`.';
}

/** `2026-11-30 18:05 UTC`. */
function dayOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
