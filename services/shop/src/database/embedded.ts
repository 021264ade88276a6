import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SeaworthyError, type Component, type Logger } from '@seaworthy/runtime';
import type { ClientConfig } from 'pg';

/** How the embedded database is kept. */
export interface EmbeddedOptions {
  /** Folder that keeps the data. Default: none, everything is gone when the process ends. */
  readonly dataDir: string | undefined;
  /** False where data that is lost or not shared would be missed: in Kubernetes and in production. */
  readonly allowed: boolean;
}

interface Embedded {
  /** Where it listens. It has one session, and so serves one connection. */
  readonly connection: ClientConfig;
  readonly worker: Worker;
  readonly scratch: string | undefined;
}

/**
 * PostgreSQL compiled to WebAssembly (PGlite) behind a Unix socket, for the same driver as a real server. It runs on a
 * thread of its own: its boot takes seconds of CPU, and each statement about a millisecond.
 *
 * @throws SeaworthyError SW_EMBEDDED_STORE where it is refused, not installed, or its folder is in use
 */
export function embeddedPostgres({ dataDir, allowed }: EmbeddedOptions, log: Logger): Component<Embedded> {
  return {
    name: 'embedded postgres',
    async start({ signal }) {
      if (!allowed) throw refusal();
      const modules = resolveModules();
      const scratch = dataDir === undefined ? await mkdtemp(join(tmpdir(), 'shop-')) : undefined;
      const folder = dataDir ?? scratch ?? tmpdir();
      // Where libpq and pg look for a server in a folder.
      const socket = join(folder, '.s.PGSQL.5432');
      if (dataDir !== undefined) await claim(dataDir, socket);
      log.info({ dataDir }, 'starting the embedded database, as DATABASE_URL is not set');
      const worker = new Worker(program, {
        eval: true,
        workerData: { ...modules, dataDir: dataDir && join(dataDir, 'postgres'), socket },
      });
      try {
        await once(worker, 'message', { signal });
      } catch (error) {
        await release(worker, scratch);
        throw error;
      }
      return { connection: { host: folder, user: 'postgres', database: 'postgres' }, worker, scratch };
    },
    async stop({ worker, scratch }, deadline) {
      worker.postMessage('stop');
      await once(worker, 'exit', { signal: deadline.signal }).catch(() => undefined);
      await release(worker, scratch);
    },
  };
}

/**
 * What the worker runs. It is text, so that a service bundled into one file needs no second one, and gets the addresses
 * of its modules from the main thread, because text has no place to resolve them from.
 *
 * More than one connection is let in only so that a lost one can be replaced before the server has noticed: messages of
 * two connections would mix, as PGlite has one session.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { PGlite } = await import(workerData.pglite);
  const { PGLiteSocketServer } = await import(workerData.socketServer);
  const db = await PGlite.create(workerData.dataDir);
  const server = new PGLiteSocketServer({ db, path: workerData.socket, maxConnections: 10 });
  await server.start();
  parentPort.once('message', async () => {
    await server.stop();
    await db.close();
    process.exit();
  });
  parentPort.postMessage('listening');
})();
`;

function resolveModules(): { pglite: string; socketServer: string } {
  try {
    return {
      pglite: import.meta.resolve('@electric-sql/pglite'),
      socketServer: import.meta.resolve('@electric-sql/pglite-socket'),
    };
  } catch (cause) {
    throw new SeaworthyError('SW_EMBEDDED_STORE', {
      what: 'The embedded database is not part of this build',
      where: 'DATABASE_URL is not set',
      fix: 'Set DATABASE_URL to a PostgreSQL server, or install @electric-sql/pglite and @electric-sql/pglite-socket.',
      cause,
    });
  }
}

/** Makes sure that no other process uses the folder: PGlite itself would let two of them ruin it. */
async function claim(dataDir: string, socket: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  if (await answers(socket)) {
    throw new SeaworthyError('SW_EMBEDDED_STORE', {
      what: `Another process uses the embedded database in ${dataDir}`,
      where: 'SHOP_DATA_DIR',
      fix: 'Stop that process, or name another folder.',
    });
  }
  // Left behind by a process that was killed.
  await rm(socket, { force: true });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => resolve(true)).on('error', () => resolve(false));
    probe.on('connect', () => probe.destroy());
  });
}

async function release(worker: Worker, scratch: string | undefined): Promise<void> {
  await worker.terminate();
  if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
}

function refusal(): SeaworthyError {
  return new SeaworthyError('SW_EMBEDDED_STORE', {
    what: 'The embedded database does not outlive its pod and is not shared between replicas',
    where: 'DATABASE_URL is not set',
    fix: 'Set DATABASE_URL to a PostgreSQL server, or pass `--allow-embedded` where losing the data is acceptable.',
  });
}
