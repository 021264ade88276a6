import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { METRICS_PATH, OtelEnvName } from '@seaworthy/contract';
import { endWithThisProcess, environmentAt, loopbackAddress } from '../form/index.ts';

/** What the runtime says has become of its spans. */
export interface SpanCounts {
  readonly queued: number;
  readonly exported: number;
  readonly dropped: number;
}

/** A service of ours in a process of its own, traced at 100 %. Disposing of it kills it. */
export interface TracedService extends Disposable {
  readonly host: string;
  readonly port: number;
  /** Resident memory in MiB. */
  rssMiB(): number;
  /** From its own metrics. */
  spans(): Promise<SpanCounts>;
}

const START_TIMEOUT_MS = 20_000;

/** Starts the service of `bench:http`. @throws when it does not get ready */
export async function startTracedService(endpoint: string): Promise<TracedService> {
  const address = loopbackAddress();
  const { host, port, adminPort } = address;
  const program = fileURLToPath(new URL('../http/programs/seaworthy.ts', import.meta.url));
  // Where there is memory, V8 collects late, and resident memory says little of what is held on to. Within these bounds
  // it collects in time, and what held on to spans would soon end the process.
  const heap = ['--max-old-space-size=48', '--max-semi-space-size=2'];
  const child = spawn(process.execPath, [...heap, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...environmentAt(address), [OtelEnvName.otlpEndpoint]: endpoint },
  });
  child.stdout.resume();
  endWithThisProcess(child);
  const admin = `http://${host}:${adminPort}`;
  const giveUp = performance.now() + START_TIMEOUT_MS;
  while ((await fetch(`${admin}/readyz`).catch(() => undefined))?.ok !== true) {
    if (child.exitCode !== null) throw new Error(`The service exited with ${child.exitCode}`);
    if (performance.now() > giveUp) throw new Error(`The service was not ready in ${START_TIMEOUT_MS} ms`);
    await setTimeout(50);
  }
  return {
    host,
    port,
    rssMiB: () => residentMiB(child.pid ?? 0),
    spans: async () => spanCounts(await (await fetch(admin + METRICS_PATH)).text()),
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}

function spanCounts(metrics: string): SpanCounts {
  return {
    queued: sum(metrics, 'seaworthy_spans_queued'),
    exported: sum(metrics, 'seaworthy_spans_exported_total'),
    dropped: sum(metrics, 'seaworthy_spans_dropped_total'),
  };
}

/** Over all label sets of a metric in Prometheus text. @throws when it is not there */
function sum(metrics: string, name: string): number {
  const values = metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'gm')).toArray();
  if (values.length === 0) throw new Error(`The service has no metric ${name}`);
  return values.reduce((total, [, value]) => total + Number(value), 0);
}

function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}
