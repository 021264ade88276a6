import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOAD_CORE } from '../form/index.ts';
import type { Asked } from './asked.ts';
import { highest } from './highest.ts';

/** Of those who ask again as soon as they are answered. */
const CONNECTIONS = 32;
/** A generator that is behind by so much has not kept up, and need not be waited for. */
const PATIENCE_MS = 20_000;

/** Asks the server on this port for so long, and says how many requests a second one core was good for. */
export type Generator = (port: number, seconds: number) => Promise<Asked>;

/** The rehearsal's load, at the {@link highest} of these rates that it keeps up with. */
export function seaworthy(rates: readonly number[]): Generator {
  return (port, seconds) =>
    highest(rates, (rate) => program<Asked>('offer.ts', port, rate, seconds).catch(ranOutOfTime));
}

export const autocannon: Generator = (port, seconds) =>
  program<Asked>('autocannon.ts', port, CONNECTIONS, seconds);

export const wrk: Generator = async (port, seconds) => {
  const command = `TIMEFORMAT='cpu %U %S'; time wrk -t1 -c${CONNECTIONS} -d${seconds} http://127.0.0.1:${port}/`;
  const { stdout, stderr } = await pinned('bash', '-c', command);
  const figures = (pattern: RegExp, text: string) => pattern.exec(text)?.slice(1).map(Number) ?? [];
  const [requests = Number.NaN] = figures(/(\d+) requests in/, stdout);
  const [rps = Number.NaN] = figures(/Requests\/sec:\s+([\d.]+)/, stdout);
  const [user = Number.NaN, system = Number.NaN] = figures(/cpu ([\d.]+) ([\d.]+)/, stderr);
  if (Number.isNaN(requests + rps + user)) throw new Error(`wrk said something else: ${stdout}${stderr}`);
  const errors = figures(/connect (\d+), read (\d+), write (\d+), timeout (\d+)/, stdout);
  const [failures = 0] = figures(/Non-2xx or 3xx responses: (\d+)/, stdout);
  const lost = errors.reduce((sum, count) => sum + count, failures);
  return { rps, lost, cpuMicros: ((user + system) * 1e6) / requests };
};

async function program<Result>(file: string, ...args: number[]): Promise<Result> {
  const path = fileURLToPath(new URL(`programs/${file}`, import.meta.url));
  const { stdout } = await pinned(process.execPath, path, ...args.map(String));
  return JSON.parse(stdout) as Result;
}

function pinned(...command: string[]): Promise<{ stdout: string; stderr: string }> {
  const options = { timeout: PATIENCE_MS };
  return promisify(execFile)('taskset', ['-c', String(LOAD_CORE), ...command], options);
}

/** Undefined for a generator that was killed since it took too long. @throws any other error */
function ranOutOfTime(error: unknown): undefined {
  if (error instanceof Error && 'killed' in error && error.killed === true) return undefined;
  throw error;
}
