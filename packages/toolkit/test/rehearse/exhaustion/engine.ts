/**
 * An engine whose machine runs out of file descriptors or processes, as the argument says. Prints what the start of a
 * container and a probe threw.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createProcessEngine } from '../../../src/rehearse/engines/index.ts';
import { config, Pod } from '../engine/stage.ts';

const [, , lacking = ''] = process.argv;
const engine = await createProcessEngine({ programOf: () => ({ entrypoint: [] }), withoutRoot: true });
const sandbox = await engine.createSandbox({ name: 'pod', spec: { containers: [] } });
const pod = new Pod('pod', sandbox);
const running = await pod.start(config(['sleep', '1000']));

const attempts: Record<string, () => Promise<unknown>> = {
  start: () => sandbox.start(config(['true']), 0),
  exec: () => running.exec(['true'], AbortSignal.timeout(30_000)),
};
if (lacking === 'descriptors') attempts['listening'] = () => sandbox.listening();
const restore = lacking === 'descriptors' ? withoutDescriptors() : withoutProcesses();
const thrown: Record<string, unknown> = {};
for (const [name, attempt] of Object.entries(attempts))
  thrown[name] = await attempt().catch((error: unknown) => (error as { readonly code?: string }).code);
restore();
console.log(JSON.stringify(thrown));
process.exit();

function withoutDescriptors(): () => void {
  const open: number[] = [];
  try {
    for (;;) open.push(openSync('/dev/null', 'r'));
  } catch {
    return () => {
      for (const descriptor of open) closeSync(descriptor);
    };
  }
}

/** The limit does not hold for root. Who is not root can end nothing of what root started: another process does it. */
function withoutProcesses(): () => void {
  const killer = spawn('/bin/sh', ['-c', `read _; kill -KILL ${running.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  killer.unref();
  if (process.getuid?.() === 0) process.setuid?.(65_534);
  execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
  return () => {};
}
