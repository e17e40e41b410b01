/** How long after the send was confirmed its first message is at the relay. */
import { makeNewsletter } from './newsletter.ts';
import { type BenchOptions, type BenchWorld, pennypost } from './senders.ts';
import { startSink } from './sink.ts';
import { median } from './table.ts';

export async function measureFirst(world: BenchWorld, options: BenchOptions): Promise<void> {
  const { rounds, recipients = 100_000, connections } = options;
  const folder = `${world.folder}/first`;
  await makeNewsletter(folder, { recipients, connections, dkim: false, program: world.program });
  const times: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const sink = await startSink();
    const { firstSeconds } = await pennypost({ ...world, folder, sink, recipients });
    sink.stop();
    times.push(firstSeconds);
    console.error(`round ${round}: ${firstSeconds.toFixed(2)} s`);
  }
  console.log(
    `${recipients} recipients: the first is accepted ${median(times).toFixed(2)} s after the send was begun (median of ${rounds})`,
  );
}
