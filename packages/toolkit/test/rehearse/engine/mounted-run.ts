/**
 * Runs the shell script of its first argument in a container, with an empty volume at the path of the second one, and prints as JSON how
 * it ended, what it wrote and what the engine does not emulate.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessEngine } from '../../../src/rehearse/engines/index.ts';
import { config, Output, Pod } from './stage.ts';

const [, , script = '', path] = process.argv;
const output = new Output();
await using engine = await createProcessEngine({
  programOf: () => ({ entrypoint: [] }),
  onOutput: output.take,
});
const source = join(engine.folder, 'volume');
mkdirSync(source);
const mounts = path === undefined ? [] : [{ path, source, readOnly: false }];
await using pod = await Pod.create(engine);
const running = await pod.tryStart(config(['sh', '-c', script], { mounts }));
const end = 'refused' in running ? running : await running.exited;
console.log(JSON.stringify({ end, lines: output.of(pod.name), notEmulated: engine.notEmulated }));
