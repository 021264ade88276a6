import { fileURLToPath } from 'node:url';
import { OtelEnvName } from '@seaworthy/contract';
import { chosen, goBuild, type BenchOptions, type Skipped } from '../form/index.ts';

/** A program of the table. */
export interface Row {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Whether it is given a collector. */
  readonly traced: boolean;
  /** The share of requests whose caller says that their trace is sampled. */
  readonly sampled: number;
}

type Program = Pick<Row, 'name' | 'env' | 'traced' | 'sampled'> & {
  readonly run: { readonly node: readonly string[] } | { readonly go: string };
};

/** What `--quick` measures. */
const QUICK = ['node-http', 'seaworthy-100', 'seaworthy-1', 'fastify-otel-100'];

/** Every request has a caller, who has decided; the ratio is for those who have none. */
const onePercent = { sampled: 0.01, env: sampler('parentbased_traceidratio', '0.01') };
const everyOne = { sampled: 1, env: sampler('parentbased_always_on', '1') };

/** OpenTelemetry's SDK for Node, told to export traces alone, as ours, and not to ask clouds for their names. */
const otelSdk = {
  OTEL_SERVICE_NAME: 'hello',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
};

const programs: readonly Program[] = [
  node('node-http', 'node-http.ts'),
  // As it is without a collector: nothing is exported; ids, propagation, log and histogram as in the next.
  node('seaworthy-log', 'seaworthy.ts'),
  traced(node('seaworthy-100', 'seaworthy.ts'), everyOne),
  traced(node('seaworthy-1', 'seaworthy.ts'), onePercent),
  node('node-http-pino', 'node-http-pino.ts'),
  traced(instrumented('node-http-otel-100', 'node-http.ts'), everyOne),
  node('fastify', 'fastify.ts'),
  node('fastify-pino', 'fastify-pino.ts'),
  traced(node('seaworthy-fastify-100', 'seaworthy-fastify.ts'), everyOne),
  traced(instrumented('fastify-otel-100', 'fastify-otel.ts'), everyOne),
  traced(instrumented('fastify-otel-1', 'fastify-otel.ts'), onePercent),
  node('hono', 'hono.ts'),
  go('go-nethttp', 'go-nethttp'),
  traced(go('go-otel-100', 'go-otel'), everyOne),
  traced(go('go-otel-1', 'go-otel'), onePercent),
];

/** The rows of this run, and what could not be had. @throws for a name that no row has */
export function rowsOf({ quick, only }: BenchOptions): { rows: Row[]; skipped: Skipped[] } {
  const wanted = chosen(programs, only ?? (quick ? QUICK : undefined)).rows;
  const rows: Row[] = [];
  const skipped: Skipped[] = [];
  const builds = new Map<string, GoBuild>();
  for (const { run, ...program } of wanted) {
    if ('node' in run) rows.push({ ...program, command: [process.execPath, ...run.node] });
    else {
      const build = builds.get(run.go) ?? tryGoBuild(path(run.go));
      builds.set(run.go, build);
      if ('binary' in build) rows.push({ ...program, command: [build.binary] });
      else skipped.push({ name: program.name, reason: build.reason });
    }
  }
  return { rows, skipped };
}

type GoBuild = { readonly binary: string } | Pick<Skipped, 'reason'>;

function tryGoBuild(folder: string): GoBuild {
  try {
    const binary = goBuild(folder);
    return binary === undefined ? { reason: 'Go is not on the PATH' } : { binary };
  } catch {
    // The compiler has said what it lacks: as a rule the modules, where there is no network.
    return { reason: 'it could not be built' };
  }
}

function node(name: string, program: string, env: Row['env'] = {}): Program {
  return { name, run: { node: [path(program)] }, env, traced: false, sampled: 1 };
}

function instrumented(name: string, program: string): Program {
  // The documented way to load the hooks of ES modules is deprecated by Node, and would say so at each start.
  const args = ['--disable-warning=DEP0205', `--import=${path('instrument.ts')}`, path(program)];
  return { name, run: { node: args }, env: otelSdk, traced: false, sampled: 1 };
}

function go(name: string, folder: string): Program {
  return {
    name,
    run: { go: folder },
    env: { [OtelEnvName.serviceName]: 'hello' },
    traced: false,
    sampled: 1,
  };
}

function traced(program: Program, { sampled, env }: Pick<Row, 'sampled' | 'env'>): Program {
  return { ...program, traced: true, sampled, env: { ...program.env, ...env } };
}

function sampler(name: string, argument: string): Row['env'] {
  return { [OtelEnvName.tracesSampler]: name, [OtelEnvName.tracesSamplerArg]: argument };
}

function path(program: string): string {
  return fileURLToPath(new URL(`programs/${program}`, import.meta.url));
}
