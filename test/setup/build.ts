import { execFileSync } from 'node:child_process';

/**
 * The journeys run the program as it is installed, so they begin with a build of what stands in the sources; one that
 * is up to date is left as it is.
 */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
