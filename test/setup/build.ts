import { makeDist } from '../../scripts/build/make-dist.ts';

/**
 * The journeys run the program as it is installed, so they begin with a build of what stands in the sources; a file
 * that is up to date is left as it is.
 */
export default function setup(): Promise<void> {
  return makeDist();
}
