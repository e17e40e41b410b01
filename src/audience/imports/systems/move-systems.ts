import type { MoveSystem } from './move-system.ts';
import { ownServers } from './own-servers.ts';
import { services } from './services.ts';

/** Every system that `move --from` knows, by name. */
export const moveSystems: readonly MoveSystem[] = [...ownServers, ...services].sort((one, other) =>
  one.name < other.name ? -1 : 1,
);
