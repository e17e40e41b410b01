/** What the sender and Redis hold at a small list and at a large one. */
import { setInterval as every } from 'node:timers';
import { residentBytes } from './cpu-time.ts';
import { makeNewsletter } from './newsletter.ts';
import { type BenchOptions, type BenchWorld, pennypost } from './senders.ts';
import { startSink } from './sink.ts';
import { printTable } from './table.ts';

const small = 20_000;

interface MeasuredList {
  readonly count: number;
  readonly peakBytes: number;
  readonly redisPeak: number;
  readonly accepted: number;
  readonly perSecond: number;
}

export async function measureMemory(world: BenchWorld, options: BenchOptions): Promise<void> {
  const { recipients = 1_000_000, connections } = options;
  const rows: MeasuredList[] = [];
  for (const count of [small, recipients]) {
    const folder = `${world.folder}/memory`;
    await makeNewsletter(folder, { recipients: count, connections, dkim: false, program: world.program });
    const sink = await startSink();
    let redisPeak = 0;
    const look = every(() => {
      redisPeak = Math.max(redisPeak, residentBytes(world.redis.pid()));
    }, 200);
    const { peakBytes, accepted, perSecond } = await pennypost({ ...world, folder, sink, recipients: count });
    clearInterval(look);
    sink.stop();
    rows.push({ count, peakBytes, redisPeak, accepted, perSecond });
    console.error(`${count} recipients: ${(peakBytes / 2 ** 20).toFixed(0)} MiB`);
  }
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  printTable([
    ['recipients', 'accepted', 'a second', 'sender MiB at most', 'of the small list', 'Redis MiB at most'],
    ...rows.map(({ count, peakBytes, redisPeak, accepted, perSecond }) => [
      String(count),
      String(accepted),
      perSecond.toFixed(0),
      megabytes(peakBytes),
      (peakBytes / (rows[0]?.peakBytes ?? Number.NaN)).toFixed(2),
      megabytes(redisPeak),
    ]),
  ]);
}
