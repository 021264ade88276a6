/**
 * `rehearse.yaml`: how a service is rehearsed on this machine, beside its `package.json`, `go.mod` or `seaworthy.yaml`. All
 * of it is optional; what is missing follows from the contract and the manifests.
 */
export interface RehearsalSettings {
  /** File or folder of the manifests, relative to this file. Default: what `seaworthy manifests` would write. */
  readonly manifests?: string;
  /** By the container's name: the local program in the place of the image's. */
  readonly containers?: Readonly<Record<string, LocalCommand>>;
  /** By the dependency's name in the contract. */
  readonly dependencies?: Readonly<Record<string, DependencySettings>>;
  readonly load?: LoadSettings;
  /** Values for Secrets and ConfigMaps that the manifests refer to and do not hold: `{ "shop-secrets": { "SESSION_KEY": "…" } }`. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Changes of a mounted ConfigMap for the `config-change` scenario: a good one and a bad one. */
  readonly configChange?: {
    readonly configMap: string;
    readonly good: Readonly<Record<string, string>>;
    readonly bad?: Readonly<Record<string, string>>;
  };
  /** Requests that show whether state survives a pod (pattern 9): `write` is sent once, `read` must then answer for ever. */
  readonly state?: { readonly write: RequestStep; readonly read: RequestStep };
}

/** A program of this machine. */
export interface LocalCommand {
  /** Stands for the image's ENTRYPOINT; the manifest's `args` follow it, its `command` replaces it. */
  readonly entrypoint: readonly string[];
  /** The image's CMD, for a container without args. Default: none. */
  readonly cmd?: readonly string[];
  /** The image's ENV. */
  readonly env?: Readonly<Record<string, string>>;
  /** Relative to the settings file. Default: its folder. */
  readonly workingDir?: string;
  /** Run once before the rehearsal, in the working directory, such as `[go, build, -o, server, .]`. Default: nothing is. */
  readonly build?: readonly string[];
}

/** Where a dependency is during a rehearsal. Exactly one of `url` and `run` is given. */
export interface DependencySettings {
  /** Of a server that runs already, such as `postgres://localhost:5432/shop`. */
  readonly url?: string;
  /** A command that serves it: it gets `--host` and `--port`, prints its URL on a line of its own once it is up, and ends at SIGTERM. */
  readonly run?: readonly string[];
  /**
   * The variable that holds its address, or several with their values, in which `{url}`, `{host}` and `{port}` stand for it.
   * Default: the contract's.
   */
  readonly env?: string | Readonly<Record<string, string>>;
  /** The service is not ready without it. Default: the contract's, else true. */
  readonly critical?: boolean;
}

/** The load: an open loop at a constant rate. */
export interface LoadSettings {
  /** Over all steps. Default: 100. */
  readonly requestsPerSecond?: number;
  /** Part of the HTTP/1.1 requests that open a connection of their own, 0–1. Default: 0.3. */
  readonly freshConnections?: number;
  /** Client processes that each have their own pool of kept connections. Default: 10. */
  readonly clients?: number;
  /** A request without a whole answer after this many seconds is lost. Default: 10. */
  readonly timeoutSeconds?: number;
  /** What is sent. Default: GETs of the contract's OpenAPI document without parameters, else `GET /`. */
  readonly steps?: readonly LoadStep[];
}

/** One kind of request. */
export interface RequestStep {
  readonly method?: string;
  /** With a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is where it is a text, else as JSON. */
  readonly body?: unknown;
}

/** One kind of request of the load. */
export interface LoadStep extends RequestStep {
  /** Default: `http1`. */
  readonly kind?: 'http1' | 'h2c' | 'websocket' | 'sse' | 'upload';
  /** How often it is sent, relative to the other steps. Default: 1. */
  readonly weight?: number;
  /** Of an upload: how many bytes are sent. Default: 65536. */
  readonly bytes?: number;
  /** Of an upload: how long the sending takes, in milliseconds. Of a WebSocket or SSE connection: how long it is kept. Default: as fast as it goes; 10000. */
  readonly overMs?: number;
}
