import type { PostgresSetup } from '../servers.ts';
import type { Random } from './chance.ts';
import type { SinkSettings } from './mischief.ts';
import type { Backend, World } from './world.ts';

/** What the command line asks of a run. */
export interface PlayOptions {
  readonly random: Random;
  readonly kills: number;
}

/** What came of a run, and what of it can be explained. */
export interface Played {
  readonly faults: readonly string[];
  readonly maxInDoubt: number;
  readonly maxDuplicates?: number;
  readonly kills?: number;
  readonly note?: string;
  /** False where the two accounts are of no use: more than one issue was sent. */
  readonly isExamined?: boolean;
  /** The first event of the sink that belongs to the send that is examined. */
  readonly from?: number;
}

/** How the world of a scenario differs from the usual one. */
export interface WorldSettings {
  readonly domains?: number;
  readonly sink?: Partial<SinkSettings>;
  readonly postgres?: PostgresSetup;
}

/** Something around a run that not every machine has. */
export interface Surroundings {
  readonly open: () => Promise<WorldSettings>;
  readonly close: (opened: WorldSettings) => Promise<void>;
  /** Why there is none of it here; null where there is. */
  readonly whyNot: () => string | null;
}

/** One way of breaking things. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly play: (world: World, options: PlayOptions) => Promise<Played>;
  /** Where it makes sense; everywhere, if not said. */
  readonly backends?: readonly Backend[];
  readonly recipients?: number;
  readonly world?: WorldSettings;
  readonly surroundings?: Surroundings;
}
