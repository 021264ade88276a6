import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../stores/free-port.ts';

/** A Prometheus server that scrapes one target. */
export interface PrometheusServer extends AsyncDisposable {
  /** Asks its HTTP API, `query?query=up`, and gives back `data`. */
  api(path: string): Promise<unknown>;
}

/** Starts one, with exemplars stored. `target` is `host:port`. */
export async function startPrometheus(target: string): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-prometheus-'));
  const config = {
    global: { scrape_interval: '500ms' },
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
  };
  await writeFile(join(folder, 'prometheus.yml'), stringify(config));
  const port = await freePort();
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
    ],
    { stdio: 'ignore' },
  );
  return {
    async api(path) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
      const { data, error } = (await response.json()) as { data?: unknown; error?: string };
      if (error !== undefined) throw new Error(`${path}: ${error}`);
      return data;
    },
    async [Symbol.asyncDispose]() {
      server.kill();
      if (server.exitCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
