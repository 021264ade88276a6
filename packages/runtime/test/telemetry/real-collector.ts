import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { JsonTraces } from './official-otlp.ts';
import { freePort } from '../stores/free-port.ts';

const source = join(import.meta.dirname, 'collector');
const cache = resolve('node_modules/.cache/seaworthy');

/** Whether the collector can be built here. */
export const hasGo = spawnSync('go', ['version']).status === 0;

/** The OpenTelemetry Collector's own OTLP receiver, in a process of its own. */
export interface RealCollector extends AsyncDisposable {
  readonly endpoint: string;
  /** The next request, as the collector understood it. */
  next(): Promise<JsonTraces>;
}

export async function startRealCollector(): Promise<RealCollector> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(await build(), [address], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the collector has ended');
    return value;
  };
  await line();
  return {
    endpoint: `http://${address}`,
    next: async () => JSON.parse(await line()) as JsonTraces,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Once per version of its source: a first build takes a minute or two of CPU. */
async function build(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(source, file)));
  const program = join(cache, `collector-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  await promisify(execFile)('go', ['build', '-trimpath', '-o', fresh, '.'], { cwd: source });
  await rename(fresh, program);
  return program;
}
