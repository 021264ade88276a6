import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ProbeAlias, ProbePath } from '@seaworthy/contract';
import type { Project } from '../project/index.ts';
import { goPatterns } from './go-patterns.ts';
import { nodePatterns } from './node-patterns.ts';
import type { SourcePatterns } from './source-patterns.ts';

/** What a service's source says of itself, as far as plain text shows it. */
export interface SourceFacts {
  /** Environment variables that it reads, in order of name. */
  readonly env: readonly string[];
  /** Paths that look like health checks. */
  readonly healthPaths: readonly string[];
  /** The one port that it listens on, where that is written down. */
  readonly port: number | undefined;
  /** The variable that changes it, where the same line shows both. */
  readonly portVariable?: string | undefined;
  /** What is served there: gRPC alone, and whether the health service is among it; undefined: HTTP, or nothing is seen. */
  readonly grpc?: { readonly hasHealth: boolean } | undefined;
  /** Whether it defines a service of our runtime, which tells its contract itself. One may use the runtime's parts alone. */
  readonly definesService: boolean;
}

const patterns: Readonly<Record<Project['language'], SourcePatterns>> = {
  node: nodePatterns,
  go: goPatterns,
};
/** `const { A, B: b = '' } = process.env` */
const destructured = /\{([^{}]*)\}\s*=\s*(?:process\.)?env\b(?!\.)/g;

const ignored =
  /(^|\/)(node_modules|dist|vendor|test|tests|coverage|\.\w+)(\/|$)|(_test\.go|\.(test|spec)\.\w+)$/;
const healthPath =
  /['"`](?:GET )?(\/(?:(?:-|_|api|internal|v\d+)\/){0,3}_?(?:health|healthz|livez?|readyz?|ready|startupz|ping|health-?check)(?:\/(?:live|ready|liveness|readiness))?)['"`]/g;

/** Reads the source of a project for what a contract states. Tests, dependencies and other programs of a Go repository are left out. */
export async function readSourceFacts({ root, language, entry }: Project): Promise<SourceFacts> {
  const { files, env: envPattern, schema, ports: portPatterns, ...serves } = patterns[language];
  const env = new Set<string>();
  const healthPaths = new Set<string>();
  // The first pattern that finds one port tells it.
  const found = portPatterns.map(() => new Map<number, string | undefined>());
  const grpc = { isServed: false, hasHealth: false, isAlone: true };
  let definesService = false;
  // A program may have no ending, such as express-generator's `bin/www`.
  const patternsOfFiles = language === 'node' ? [files, relative(root, entry)] : files;
  for await (const file of glob(patternsOfFiles, { cwd: root, exclude: (name) => ignored.test(name) })) {
    if (ignored.test(file) || (language === 'go' && isOfAnother(file, relative(root, entry)))) continue;
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    definesService ||= language === 'node' && /\bdefineService\s*\(/.test(text);
    for (const [, ...names] of text.matchAll(envPattern))
      env.add(names.find((name) => name !== undefined) ?? '');
    if (schema?.isRead.test(text) === true)
      for (const [, name = ''] of text.matchAll(schema.fields)) env.add(name);
    for (const [, names = ''] of text.matchAll(destructured))
      for (const [name] of names.matchAll(/\b[A-Z][A-Z0-9_]*\b(?=\s*(?:[,:=]|$))/g)) env.add(name);
    for (const [, path = ''] of text.matchAll(healthPath)) healthPaths.add(path);
    for (const [index, pattern] of portPatterns.entries())
      for (const { groups } of text.matchAll(pattern))
        found[index]?.set(Number(groups?.['port']), groups?.['variable']);
    grpc.isServed ||= serves.servesGrpc.test(text);
    grpc.hasHealth ||= serves.servesGrpcHealth.test(text);
    grpc.isAlone &&= !serves.servesHttp.test(text);
  }
  env.delete('NODE_ENV');
  const [port, portVariable] = [...(found.find(({ size }) => size === 1) ?? [])][0] ?? [];
  return {
    env: [...env].toSorted(),
    healthPaths: [...healthPaths].toSorted(),
    port,
    portVariable: portVariable !== undefined && env.has(portVariable) ? portVariable : undefined,
    grpc: grpc.isServed && grpc.isAlone ? { hasHealth: grpc.hasHealth } : undefined,
    definesService,
  };
}

/** Whether a Go file is that of another program beside this one in `cmd`; what is in `cmd/internal` they share. */
function isOfAnother(file: string, entry: string): boolean {
  return /^cmd\/[^/]+$/.test(entry) && /^cmd\/(?!internal\/)/.test(file) && !file.startsWith(`${entry}/`);
}

/** The likeliest path of each probe. Readiness may ask what liveness asks, but never the other way round. */
export function probePaths(healthPaths: readonly string[]): { liveness?: string; readiness?: string } {
  const readiness = healthPaths.find((path) => /ready/.test(path));
  const known = new Set<string>([ProbePath.liveness, ...Object.keys(ProbeAlias)]);
  const others = healthPaths.filter((path) => !/ready|startup/.test(path));
  const liveness =
    others.find((path) => /live/.test(path)) ?? others.find((path) => known.has(path)) ?? others[0];
  const ready = readiness ?? liveness;
  return { ...(liveness !== undefined && { liveness }), ...(ready !== undefined && { readiness: ready }) };
}
