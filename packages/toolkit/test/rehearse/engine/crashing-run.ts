/**
 * A run that ends in the way its argument says, with two pods and programs that sleep for the time of the second argument,
 * and a volume in memory where it may mount one. Prints `ready` before.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessEngine } from '../../../src/rehearse/engines/index.ts';
import { mountMemory } from '../../../src/rehearse/kubelet/volumes/memory.ts';
import { config, Pod, security } from './stage.ts';

const [, , way = '', time = '', mode = ''] = process.argv;
const engine = await createProcessEngine({
  programOf: () => ({ entrypoint: [] }),
  withoutRoot: mode === 'without root',
});
for (const runAsUser of [undefined, 1234]) {
  const pod = await Pod.create(engine);
  // A grandchild that leaves its session, too.
  const script = `setsid sleep ${time} & exec sleep ${time}`;
  await pod.start(config(['sh', '-c', script], { security: { ...security, runAsUser } }));
}
const volume = join(engine.folder, 'volumes/pod/memory');
mkdirSync(volume, { recursive: true });
await mountMemory(volume, 2 ** 20);
writeFileSync(join(volume, 'file'), '');
console.log('ready');
if (way === 'exit') process.exit(0);
if (way === 'exception') throw new Error('on purpose');
setInterval(() => {}, 1000);
