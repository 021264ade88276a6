/**
 * The import walls of docs/architecture.md as a lint rule: which package may import which, and, inside the runtime,
 * which folder stands below which.
 */
import { dirname, relative, resolve, sep } from 'node:path';

/** Our own packages, and which of our own each may import. */
const packages: Record<string, readonly string[]> = {
  'packages/contract': [],
  'packages/runtime': ['@seaworthy/contract'],
  'packages/toolkit': ['@seaworthy/contract'],
  'services/shop': ['@seaworthy/runtime'],
  fixtures: [],
  bench: ['@seaworthy/contract', '@seaworthy/runtime', '@seaworthy/shop', 'seaworthy'],
  // Generators read the sources themselves.
  scripts: ['@seaworthy/contract', '@seaworthy/runtime', 'seaworthy'],
};

/** What the tests of any package may run against, by path, and benches too. */
const sharedByTests = [
  'packages/runtime/test/metrics/',
  'packages/runtime/test/older-node.ts',
  'packages/runtime/test/stores/',
  'packages/runtime/test/telemetry/',
  'services/shop/test/browser.ts',
  'services/shop/test/survival/',
];

/** How the folders below a package's `src` stand above each other. */
interface Layering {
  /** Top first; each imports only what stands below it, through its index.ts. Those in one row never import each other. */
  readonly layers: readonly (readonly string[])[];
  /** Open to all, and importing no folder but each other. */
  readonly leaves: ReadonlySet<string>;
  /** Folders that see less than all that stands below them. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
}

const layerings: Record<string, Layering> = {
  'packages/runtime/src/': {
    layers: [
      ['testing'],
      ['index.ts'],
      ['service'],
      ['processes'],
      ['http'],
      ['workers'],
      ['wait-for'],
      ['stores'],
      ['migrations'],
      ['probes'],
      ['telemetry'],
      ['log'],
      ['resources'],
      ['config'],
      ['lifecycle'],
    ],
    leaves: new Set([
      'abort-with.ts',
      'after-arrivals.ts',
      'backoff.ts',
      'clock.ts',
      'errors.ts',
      'events.ts',
      'free-chunk.ts',
      'in-development.ts',
      'load-peer.ts',
      'or-abort.ts',
      'random-hex.ts',
      'ranges.ts',
      'require-node.ts',
      'scope.ts',
      'sql-state.ts',
      'thrown.ts',
      'error-catalogue.ts',
      'user-info.ts',
      'version.generated.ts',
    ]),
  },
  'packages/toolkit/src/': {
    // Verbs stand side by side, but for the two that use what others make.
    layers: [
      ['index.ts', 'cli'],
      ['init', 'rehearse'],
      ['image', 'manifests'],
      ['project', 'files'],
      ['model'],
    ],
    leaves: new Set([
      'child-process',
      'errors.ts',
      'errors',
      'file-system',
      'go',
      'image-tag.ts',
      'is-json.ts',
      'message-of.ts',
      'rehearsal-bounds.ts',
      'visible.ts',
    ]),
  },
  'packages/toolkit/src/rehearse/': {
    layers: [
      ['testing'],
      ['index.ts'],
      ['rehearsal'],
      ['scenarios'],
      ['traffic', 'controllers'],
      ['verdict', 'report', 'load', 'stand-ins', 'workload'],
      ['proxy'],
      ['endpoints', 'deployment'],
      ['kubelet'],
      ['engines', 'objects'],
    ],
    leaves: new Set([
      'clock.ts',
      'events.ts',
      'evidence.ts',
      'exhaustion.ts',
      'figures.ts',
      'findings.ts',
      'patterns.ts',
      'real-path.ts',
      'percentile.ts',
      'random.ts',
      'requests.ts',
      'statuses.ts',
      'scenario-lookup.ts',
      'scenario-names.ts',
      'verdict.ts',
    ]),
    // Reports and verdicts are functions of events, load knows only URLs, and each controller acts through the next one's
    // interface.
    only: {
      verdict: [],
      report: [],
      load: [],
      'stand-ins': [],
      workload: ['deployment', 'kubelet', 'objects'],
      traffic: ['load', 'proxy', 'endpoints', 'workload'],
      proxy: ['endpoints'],
      endpoints: ['kubelet'],
      deployment: ['kubelet'],
      controllers: ['deployment', 'kubelet', 'workload'],
    },
  },
};

/** Why `importer` may not import `specifier`; undefined when it may. Paths are relative to the repository's root. */
export function wallBetween(importer: string, specifier: string): string | undefined {
  const home = Object.keys(packages).find((name) => importer.startsWith(`${name}/`));
  if (home === undefined) return undefined;
  if (!specifier.startsWith('.')) return packageWall(home, importer, specifier);
  const target = relative('.', resolve(dirname(importer), specifier))
    .split(sep)
    .join('/');
  const isTrial = importer.startsWith(`${home}/test/`) || home === 'bench';
  if (isTrial && sharedByTests.some((folder) => target.startsWith(folder))) return undefined;
  if (home !== 'scripts' && !target.startsWith(`${home}/`))
    return `${home} reaches into another package by path`;
  for (const [source, layering] of Object.entries(layerings)) {
    if (!importer.startsWith(source) || !target.startsWith(source)) continue;
    const wall = layerWall(layering, importer.slice(source.length), target.slice(source.length));
    if (wall !== undefined) return wall;
  }
  return undefined;
}

function packageWall(home: string, importer: string, specifier: string): string | undefined {
  const [name = ''] = /^(@seaworthy\/[^/]+|seaworthy)(?=\/|$)/.exec(specifier) ?? [];
  const allowed = packages[home] ?? [];
  if (name === '' || allowed.includes(name)) return undefined;
  // A package's tests stand outside it and use its public names.
  const own = home === 'packages/toolkit' ? 'seaworthy' : `@seaworthy/${home.split('/')[1]}`;
  if (importer.startsWith(`${home}/test/`) && name === own) return undefined;
  return `${home} may import of ours only: ${allowed.join(', ') || 'nothing'}`;
}

function layerWall({ layers, leaves, only }: Layering, importer: string, target: string): string | undefined {
  const [from, to] = [layerOf(importer), layerOf(target)];
  const entry = target.split('/')[1];
  if (from === to || isTest(importer) || from === 'testing') return undefined;
  if (leaves.has(to)) return undefined;
  if (leaves.has(from)) return `${from} is a leaf and imports no folder`;
  const height = (name: string) => layers.findIndex((row) => row.includes(name));
  if (height(to) <= height(from)) return `${from} does not stand above ${to} and may not import it`;
  if (only?.[from]?.includes(to) === false)
    return `${from} may import of its neighbours only: ${only[from]?.join(', ') || 'nothing'}`;
  if (entry !== undefined && entry !== 'index.ts') return `${to} is imported through its index.ts`;
  return undefined;
}

/** The first part of a path; `service.ts` is the entry of the folder `service`. */
function layerOf(path: string): string {
  const [first = ''] = path.split('/');
  return first === 'service.ts' ? 'service' : first;
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.endsWith('.props.ts');
}

interface ImportNode {
  source?: { value: unknown } | null;
}

const rule = {
  create(context: {
    filename: string;
    cwd?: string;
    report(found: { node: unknown; message: string }): void;
  }) {
    const importer = relative(context.cwd ?? process.cwd(), context.filename)
      .split(sep)
      .join('/');
    const check = (node: ImportNode) => {
      if (typeof node.source?.value !== 'string') return;
      const message = wallBetween(importer, node.source.value);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: 'seaworthy' }, rules: { walls: rule } };
