import type { DependencyContract, ResourcesContract } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import type { DrainOptions, HttpHandler, HttpLimits, LoadOptions, RouteBody } from '../http/index.ts';
import type { LivenessOptions } from '../probes/index.ts';
import type { ProcessesSetting } from '../processes/index.ts';
import type { App } from './app.ts';
import type { MigrationsDefinition } from './migrations.ts';

/** A service as data: what the contract states, and how to start it. */
export interface ServiceDefinition<Shape extends ConfigShape> {
  /** A DNS label (RFC 1123): the name of the Deployment, the Service and the container. */
  readonly name: string;
  /** Version of the service's code, for logs, traces and the contract. */
  readonly version: string;
  /** One sentence for people. */
  readonly description?: string;
  /** Exec form of the serving process. Default `['node', 'main.js']`. */
  readonly command?: readonly [string, ...string[]];
  /** Environment variables that the service reads, by name. The runtime adds its own (`PORT`, `LOG_LEVEL`, …). */
  readonly config?: Shape;
  /** Variables of this prefix that are not in `config` are warned about. Default: none are. */
  readonly configPrefix?: string;
  /**
   * Default ports, overridden by `PORT` and `ADMIN_PORT`. Default 8080 and 9090. `http: false` for a service that only works in
   * the background: nobody is sent to it, so that a stop has no drain delay unless one is stated.
   */
  readonly ports?: { readonly http?: number | false; readonly admin?: number };
  /** Limits, drain and overload behaviour of the HTTP listener. */
  readonly http?: HttpDefinition;
  /**
   * Whether requests by `fetch`, undici and `node:http` get spans and carry the trace on. Default true; false where another
   * instrumentation of the same clients is in use, which would double every span.
   */
  readonly traceClients?: boolean;
  /** When the main loop counts as stalled. */
  readonly liveness?: LivenessOptions;
  /** Defaults of the shutdown budget, overridden by the environment variables of the contract. */
  readonly shutdown?: ShutdownDefinition;
  /**
   * The schema that the code needs: `node main.js migrate` applies it, as an init container, and the start waits for it.
   */
  readonly migrations?: MigrationsDefinition<Shape>;
  /**
   * What brings the schema up to date where another tool does (Prisma, Drizzle, Knex), in exec form, for the contract: an init container runs
   * it in the service's image. Its start has to wait for the schema by itself. Default: that of `migrations`, beside which it is refused.
   */
  readonly migrateCommand?: readonly [string, ...string[]];
  /**
   * How many processes share the port, each running `start` by itself; overridden by `SEAWORTHY_PROCESSES`. `auto`: one
   * for each core of the CPU limit, as far as each has 128 MiB of the memory limit; one in development. They share no
   * memory: what requests have in common (sessions, rate limits, rooms of WebSockets) must be in a store. Default 1.
   */
  readonly processes?: ProcessesSetting;
  /**
   * What the process talks to, for the contract. Empty: nothing, and its NetworkPolicy lets it ask for nothing but names.
   * Default: not stated, and outgoing traffic is not limited.
   */
  readonly dependencies?: readonly DependencyContract[];
  /** CPU and memory, for the contract. */
  readonly resources?: ResourcesContract;
  /** Directories that the process writes to, for the contract. Default: none. */
  readonly writablePaths?: readonly string[];
  /** Log paths whose values are never written, besides the defaults (pino's `redact` syntax). */
  readonly redact?: readonly string[];
  /**
   * Brings the service up: opens components by `app.use`, starts workers, and returns what answers requests; nothing
   * is returned by a service that only works in the background, which says so by `ports: { http: false }`, or whose server listens at
   * that port by itself. The listener opens after it.
   */
  start(app: App<Shape>): HttpHandler | void | Promise<HttpHandler | void>;
}

/** How the service's own listener behaves. */
export interface HttpDefinition {
  /** Time-outs in milliseconds, and sizes in bytes, of requests and connections. Default: as each says. */
  readonly limits?: HttpLimits;
  /**
   * How large the bodies of single routes may be, and how much of them is held in memory, for uploads that are streamed:
   * `{ 'PUT /photos/:id': { maxBytes: 1024 ** 3, heldBytes: 16 * 1024 ** 2 } }`. The first pattern that matches counts,
   * as in `load.routes`.
   */
  readonly bodies?: Readonly<Record<string, RouteBody>>;
  /**
   * How connections end in a shutdown. Default: idle ones are held for the in-flight budget in Kubernetes, and end at once
   * elsewhere; WebSockets and event streams end spread over the drain.
   */
  readonly drain?: DrainOptions;
  /** Sheds load when more is asked than can be done; `{}` takes its defaults. Absent: everything runs at once. */
  readonly load?: LoadOptions;
  /** HTTP/2 with prior knowledge (h2c) on the same port. Off for express, which knows HTTP/1.1 only. Default true. */
  readonly http2?: boolean;
}

/** The shutdown budget, in seconds, as in the contract. */
export interface ShutdownDefinition {
  /** The pod's terminationGracePeriodSeconds. Default 30. */
  readonly gracePeriodSeconds?: number;
  /** What a preStop hook spends of it. Default 0. */
  readonly preStopSeconds?: number;
  /** How long to go on accepting after the signal in Kubernetes; elsewhere nobody waits. Default 5, or 0 without an HTTP port. */
  readonly drainDelaySeconds?: number;
}
