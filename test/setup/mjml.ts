import { makeMjml } from '../../scripts/build/make-dist.ts';

/** The sources run MJML as the build makes it, so tests of the sources have that much of a build. */
export default function setup(): Promise<void> {
  return makeMjml();
}
