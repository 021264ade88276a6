import { fileURLToPath } from 'node:url';
import { EnvName } from '@seaworthy/contract';
import type { LoadSettings, LoadStep } from 'seaworthy/rehearse';
import { chosen, goVersion, type BenchOptions, type Skipped } from '../form/index.ts';
import { distant, late, prompt, usual, type Profile } from './profiles.ts';

/** A program under one profile. */
export interface Row {
  readonly name: string;
  /** The folder that `seaworthy rehearse` would be given. */
  readonly folder: string;
  /** Besides what its manifest says. */
  readonly env: Readonly<Record<string, string>>;
  readonly profile: Profile;
  readonly load: LoadSettings;
  /** How often it is run in a full run. */
  readonly rounds: number;
  readonly replicas: number;
  /** The load goes on until so many requests were sent. Default: until the rollout's end. */
  readonly atLeast?: number;
  /** It is run only where it is named: it takes minutes, and a machine for itself. */
  readonly onDemand?: boolean;
  /** Why it can't be had here. */
  readonly missing?: string | undefined;
}

const REPLICAS = 3;
const PEER_ROUNDS = 2;

/**
 * 30 % of the requests have a connection of their own, all others one that is kept; 15 clients with a pool each, so that most have one
 * connection and miss it when its pod goes. Where a pod is gone nobody answers at all, and the slowest answer takes two seconds.
 */
const CONNECTIONS = { freshConnections: 0.3, clients: 15, timeoutSeconds: 5 } satisfies LoadSettings;
/**
 * Of many replicas: two cores bear the load, the pods, their starts and the kernel between them. An answer that comes late because of
 * that is not lost.
 */
const CROWD_LOAD = { freshConnections: 0.1, timeoutSeconds: 60 } satisfies LoadSettings;
/** How long many replicas serve on, in milliseconds: no thread of a busy machine is as late. */
const CROWD_DRAIN_MS = 10_000;
/** 2 % of the requests take two seconds. */
const SLOW_PART = 0.02;
const SLOW_MS = 2000;
/** WebSockets that are open at a time, and how long each is kept. */
const WEBSOCKETS = 60;
const WEBSOCKET_SECONDS = 10;

/** Peers that serve on until no proxy routes to them: what they still lose, they lose to the way from the clients. */
const SERVE_ON = new Set(['stub', 'terminus-5s', 'lightship', 'go-prestop-5']);

/** What `--quick` rolls out. */
const QUICK = ['seaworthy', 'terminus'];

/** The rows of this run, and what could not be had. @throws for a name that no row has */
export function rowsOf({ quick, only }: BenchOptions): { rows: Row[]; skipped: Skipped[] } {
  const profiles = quick ? [usual] : [usual, late];
  const servesOn = ({ name }: Row) => SERVE_ON.has(name);
  const peerProfiles = quick ? [usual] : [usual, prompt];
  const all = [
    ...profiles.flatMap((profile) => [ours(profile), shop(profile)]),
    ...(quick ? [] : [besidePeers(prompt), besidePeers(distant)]),
    ...peerProfiles.flatMap((profile) => peers(profile).concat(goPeers(profile))),
    ...(quick ? [] : peers(distant).concat(goPeers(distant)).filter(servesOn)),
    ...crowds(),
  ];
  const usually = all.filter(({ onDemand = false }) => !onDemand).map(({ name }) => name);
  return chosen(all, only ?? (quick ? QUICK : usually));
}

/** Six rollouts of the first two profiles are above 100,000 requests together. */
function ours(profile: Profile): Row {
  const steps: LoadStep[] = [
    ...gets('http1', 300),
    ...gets('h2c', 300),
    {
      kind: 'websocket',
      path: '/echo',
      weight: WEBSOCKETS / WEBSOCKET_SECONDS,
      overMs: WEBSOCKET_SECONDS * 1000,
    },
  ];
  return {
    name: 'seaworthy',
    folder: path('programs/seaworthy'),
    // Like its peers, it traces nothing.
    env: { [EnvName.drainDelay]: `${profile.drainDelaySeconds}s`, OTEL_SDK_DISABLED: 'true' },
    profile,
    load: loadOf(steps, profile),
    rounds: 6,
    replicas: REPLICAS,
  };
}

/** The same, as often as its peers. */
function besidePeers(profile: Profile): Row {
  return { ...ours(profile), rounds: PEER_ROUNDS };
}

/** The reference service as it is rehearsed. */
function shop(profile: Profile): Row {
  // The first is answered 201 and all others 409: an answer like any.
  const body = { id: 'ann', name: 'Ann', email: 'ann@example.com', password: 'eight or more' };
  const headers = { 'content-type': 'application/json' };
  const steps: LoadStep[] = [
    { path: '/products', weight: 200 * (1 - SLOW_PART) },
    { kind: 'upload', path: '/users', headers, body, overMs: SLOW_MS, weight: 200 * SLOW_PART },
    { kind: 'h2c', path: '/products', weight: 100 },
  ];
  return {
    ...ours(profile),
    name: 'seaworthy-shop',
    folder: path('../../services/shop'),
    load: loadOf(steps, profile),
    rounds: 2,
  };
}

/** By default terminus cuts what takes longer than a second; who has answers that take two would say so. */
const TERMINUS = { TERMINUS_TIMEOUT: '10000' };

/** None of the peers ends h2c sessions or WebSockets in its documented form. */
function peers(profile: Profile): Row[] {
  const peer = (name: string, folder: string, env = {}) => ({ ...peerOf(name, folder, profile), env });
  return [
    peer('stub', path('programs/stub')),
    peer('node', fixture('node/bare')),
    peer('node-under-init', fixture('node/bare-under-init')),
    peer('server-close', fixture('node/server-close')),
    peer('http-terminator', fixture('node/http-terminator')),
    peer('terminus', fixture('node/terminus'), TERMINUS),
    peer('terminus-5s', fixture('node/terminus-delay'), TERMINUS),
    peer('lightship', fixture('node/lightship')),
    peer('fastify-close-with-grace', fixture('node/fastify')),
  ];
}

function goPeers(profile: Profile): Row[] {
  const missing = goVersion() === undefined ? 'Go is not on the PATH' : undefined;
  const peer = (name: string, folder: string) => ({ ...peerOf(name, folder, profile), missing });
  return [peer('go-shutdown', fixture('go/usual')), peer('go-prestop-5', fixture('go/pre-stop'))];
}

/** Many replicas of the stub: whether the rehearsal itself loses a request. */
function crowds(): Row[] {
  const stub = peerOf('stub', path('programs/stub'), usual);
  const crowd = (replicas: number, perSecond: number, atLeast: number): Row => ({
    ...stub,
    name: `stub-${replicas}`,
    replicas,
    atLeast,
    env: { DRAIN_MS: String(CROWD_DRAIN_MS) },
    load: { ...loadOf([{ path: '/', weight: perSecond }], usual), ...CROWD_LOAD },
    rounds: 1,
    onDemand: true,
  });
  // A second of it is from before the update, and counts for nothing.
  return [crowd(10, 1000, 50_000), crowd(50, 5000, 1_010_000)];
}

function peerOf(name: string, folder: string, profile: Profile): Row {
  return {
    name,
    folder,
    env: {},
    profile,
    load: loadOf(gets('http1', 300), profile),
    rounds: PEER_ROUNDS,
    replicas: REPLICAS,
  };
}

function gets(kind: 'http1' | 'h2c', perSecond: number): LoadStep[] {
  return [
    { kind, path: '/', weight: perSecond * (1 - SLOW_PART) },
    { kind, path: '/slow', weight: perSecond * SLOW_PART },
  ];
}

/** Each step's weight is its requests a second. */
function loadOf(steps: LoadStep[], { roundTripMs }: Profile): LoadSettings {
  const requestsPerSecond = steps.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return { ...CONNECTIONS, roundTripMs, requestsPerSecond, steps };
}

function fixture(name: string): string {
  return path(`../../fixtures/${name}`);
}

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
