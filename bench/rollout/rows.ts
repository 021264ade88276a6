import { fileURLToPath } from 'node:url';
import { EnvName, ProbePath } from '@seaworthy/contract';
import { goBuild, type BenchOptions, type Skipped } from '../form/index.ts';
import type { ClientKind, Routes } from './load/index.ts';
import { late, usual, type Profile } from './profiles.ts';
import type { Program } from './program.ts';

/** A program under one profile. */
export interface Row {
  readonly name: string;
  readonly program: Program;
  readonly profile: Profile;
  /** Kinds of clients, all at the same time. Each WebSocket client is one connection. */
  readonly loads: Partial<Record<ClientKind, { readonly perSecond: number; readonly clients: number }>>;
  readonly routes: Routes;
  /** How many rollouts it gets in a full run. */
  readonly rounds: number;
}

/** What all peers have in common: none of them ends h2c sessions or WebSockets in its documented form. */
const PEER = {
  loads: { http1: { perSecond: 300, clients: 10 } },
  profile: usual,
  routes: { fast: '/', slow: '/slow' },
  rounds: 2,
} as const;

/** What `--quick` rolls out. */
const QUICK = ['seaworthy', 'http-terminator', 'terminus'];

/** The rows of this run, and what could not be had. */
export function rowsOf({ quick, only }: BenchOptions): { rows: Row[]; skipped: Skipped[] } {
  const go = goBuild(path('peers/go-shutdown'));
  const wanted = only ?? (quick ? QUICK : undefined);
  const profiles = quick ? [usual] : [usual, late];
  const all = [
    ...profiles.flatMap((profile) => [ours(profile), shop(profile)]),
    ...peers(),
    ...(go === undefined ? [] : goPeers(go)),
  ];
  const rows = all.filter(({ name }) => wanted?.includes(name) ?? true);
  if (rows.length === 0) throw new Error(`No row is named ${wanted?.join(' or ')}`);
  const missing = go === undefined ? ['go-shutdown', 'go-prestop-5'] : [];
  return { rows, skipped: missing.map((name) => ({ name, reason: 'Go is not on the PATH' })) };
}

/** Six rollouts of each profile are above 100,000 requests together. */
function ours(profile: Profile): Row {
  return {
    name: 'seaworthy',
    program: {
      command: [process.execPath, path('peers/seaworthy.ts')],
      env: { [EnvName.drainDelay]: `${profile.drainDelaySeconds}s` },
      readiness: { port: 'admin', path: ProbePath.readiness },
    },
    profile,
    loads: {
      http1: { perSecond: 300, clients: 10 },
      h2c: { perSecond: 300, clients: 10 },
      websocket: { perSecond: 60, clients: 60 },
    },
    routes: { fast: '/', slow: '/slow' },
    rounds: 6,
  };
}

/** The reference service, on the server of DATABASE_URL, else each pod on an embedded database of its own. */
function shop(profile: Profile): Row {
  const url = process.env['DATABASE_URL'];
  const main = path('../../services/shop/src/main.ts');
  const own = ours(profile);
  return {
    ...own,
    name: 'seaworthy-shop',
    program: {
      ...own.program,
      command: [process.execPath, main, url === undefined ? '--allow-embedded' : '--migrate'],
      env: { ...own.program.env, ...(url !== undefined && { DATABASE_URL: url }) },
    },
    loads: { http1: { perSecond: 200, clients: 10 }, h2c: { perSecond: 100, clients: 10 } },
    // The first is answered 201 and all others 409: an answer like any.
    routes: {
      fast: '/products',
      slow: '/users',
      upload: '{"id":"ann","name":"Ann","email":"ann@example.com","password":"eight or more"}',
    },
    rounds: 2,
  };
}

function peers(): Row[] {
  return [
    peer('stub', 'peers/stub.ts'),
    peer('node', 'peers/node.ts'),
    peer('server-close', 'peers/server-close.ts'),
    peer('http-terminator', 'peers/http-terminator.ts'),
    peer('terminus', 'peers/terminus.ts', { path: '/healthz' }),
    peer('terminus-5s', 'peers/terminus.ts', { path: '/healthz', env: { TERMINUS_DELAY: '5000' } }),
    peer('lightship', 'peers/lightship.ts', { port: 'admin', path: '/ready' }),
    peer('fastify-close-with-grace', 'peers/fastify-close-with-grace.ts'),
  ];
}

function goPeers(binary: string): Row[] {
  const program: Program = { command: [binary], readiness: { port: 'http', path: '/' } };
  return [
    { ...PEER, name: 'go-shutdown', program },
    { ...PEER, name: 'go-prestop-5', program: { ...program, preStopSeconds: 5 } },
  ];
}

interface PeerOptions {
  readonly port?: 'http' | 'admin';
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function peer(
  name: string,
  file: string,
  { port = 'http', path: probe = '/', env = {} }: PeerOptions = {},
): Row {
  const command = [process.execPath, path(file)] as const;
  return { ...PEER, name, program: { command, env, readiness: { port, path: probe } } };
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
