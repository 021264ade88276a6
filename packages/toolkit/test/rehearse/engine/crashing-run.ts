/**
 * A run that ends in the way its argument says, with two pods and programs that sleep for the time of the second argument.
 * Prints `ready` before.
 */
import { createProcessEngine } from '../../../src/rehearse/engines/index.ts';
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
console.log('ready');
if (way === 'exit') process.exit(0);
if (way === 'exception') throw new Error('on purpose');
setInterval(() => {}, 1000);
