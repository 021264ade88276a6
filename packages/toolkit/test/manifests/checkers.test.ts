/** What others say of generated manifests: those of the shop, for production. docs/reference/checkers.md tells of it. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readManifests, type KubernetesObject } from '../../src/model/index.ts';
import { stubApiServer } from './stub-api-server.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** What is added to a test's name where the program is missing. */
const without = (program: string) =>
  spawnSync(program, ['--help']).error === undefined ? '' : ` (skipped: ${program} is not installed)`;

let folder = '';
let manifests = '';
let objects: readonly KubernetesObject[] = [];
let notMet = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-checkers-'));
  ({ objects } = await readManifests(join(repository, 'services/shop/deploy/overlays/production')));
  manifests = join(folder, 'manifests.yaml');
  await writeFile(manifests, objects.map((object) => stringify(object, { version: '1.1' })).join('---\n'));
  const page = await readFile(join(repository, 'docs/reference/checkers.md'), 'utf8');
  [, notMet = ''] = /## Deliberately not met\n([^]*?)\n## /.exec(page) ?? [];
});
afterAll(() => rm(folder, { recursive: true }));

const kubeScore = without('kube-score');
test.skipIf(kubeScore !== '')(
  `kube-score finds only what is deliberately so${kubeScore}`,
  { timeout: 180_000 },
  async () => {
    const { stdout: list } = await run('kube-score', ['list']);
    const optional = [...list.matchAll(/^([\w-]+),.*,optional$/gm)].flatMap(([, id = '']) => [
      '--enable-optional-test',
      id,
    ]);
    const args = ['score', '--output-format', 'json', '--exit-one-on-warning=false', ...optional, manifests];
    const scored = JSON.parse(await evenFailing('kube-score', args)) as ScoredObject[];
    const checks = scored.flatMap((it) => it.checks);
    expect(checks.length).toBeGreaterThan(30);
    // 10 is its best grade.
    expectKnown(checks.filter(({ grade, skipped }) => grade < 10 && !skipped).map((it) => it.check.id));
  },
);

const checkov = without('checkov');
test.skipIf(checkov !== '')(
  `checkov finds only what is deliberately so${checkov}`,
  { timeout: 180_000 },
  async () => {
    const args = ['--framework', 'kubernetes', '--skip-download', '--output', 'json', '--file', manifests];
    const { summary, results } = JSON.parse(await evenFailing('checkov', args)) as CheckovReport;
    expect(summary.passed).toBeGreaterThan(50);
    expectKnown(results.failed_checks.map((it) => it.check_id));
  },
);

const kubectl = without('kubectl');
test.skipIf(kubectl !== '')(`kubectl would apply every object${kubectl}`, { timeout: 60_000 }, async () => {
  await using server = await stubApiServer(objects);
  const client = [`--server=${server.url}`, '--kubeconfig=/dev/null', `--cache-dir=${folder}/cache`];
  const args = ['apply', '--dry-run=client', '--validate=false', '--output=name', `--filename=${manifests}`];
  const { stdout } = await run('kubectl', [...client, ...args]);
  expect(stdout.trim().split('\n')).toHaveLength(objects.length);
});

interface ScoredObject {
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

interface CheckovReport {
  readonly summary: { readonly passed: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string }[] };
}

/** What a program prints whose exit status says that it has found something. */
async function evenFailing(program: string, args: readonly string[]): Promise<string> {
  const options = { maxBuffer: 64 * 2 ** 20 };
  const { stdout } = await run(program, args, options).catch((error: unknown) => error as { stdout: string });
  return stdout;
}

function expectKnown(ids: readonly string[]): void {
  expect([...new Set(ids)].filter((id) => !notMet.includes(`\`${id}\``))).toEqual([]);
}
