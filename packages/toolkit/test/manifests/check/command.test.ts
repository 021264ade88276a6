/** Which sets of manifests under a path are held against the contract. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { runCheck } from '../../../src/cli/commands/manifests/check.ts';
import { program, seaworthy } from '../../init/init-command.ts';
import { folderOf } from '../../model/folder.ts';
import { plain, workload } from '../check-text.ts';

interface Output {
  readonly roots: readonly string[];
  readonly findings: readonly { readonly rule: string; readonly root: string }[];
  readonly notes: readonly string[];
}

async function checkFolder(files: Readonly<Record<string, string>>, path = '') {
  const folder = await folderOf(files);
  const { exitCode } = process;
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(() => {
    process.exitCode = exitCode;
    log.mockRestore();
  });
  await runCheck(plain, join(folder, path), { json: true });
  const { roots, findings, notes } = JSON.parse(String(log.mock.lastCall?.[0])) as Output;
  return {
    roots: roots.map((root) => relative(folder, root)),
    findings: findings.map(({ rule, root }) => `${relative(folder, root)} ${rule}`),
    notes: notes.map((it) => it.replaceAll(`${folder}/`, '')),
  };
}

const wrongProbe = 'command: [node, other.js]';
const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n';

test('a path where nothing is does not look like a finding', async () => {
  await expect(checkFolder({}, 'deplyo')).rejects.toThrow(/There is no .*deplyo to check.*SW_COMMAND_USAGE/);
});

test('of what is no YAML nobody can tell that it does not hold the workload', async () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 1}]}\n';
  const broken = workload(['image: twice']);
  expect((await checkFolder({ 'a.yaml': broken, 'b.yaml': service })).findings).toEqual([' manifest/syntax']);
  expect((await checkFolder({ 'b.yaml': service })).findings).toEqual([' workload/missing']);
});

test('what another program writes is checked on standard input', async () => {
  const folder = await folderOf({ 'seaworthy.yaml': stringify(plain) });
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=seaworthy-source', program, 'manifests', '--check', '-'],
    { cwd: folder, input: workload([wrongProbe]), encoding: 'utf8' },
  );
  expect(stdout).toMatch(/^standard input:12:11 +container\/command\n/);
  expect(stdout).toContain('1 found in standard input.');
  expect(status).toBe(1);
});

test('a check loads nothing of what images are made with', async () => {
  const folder = await folderOf({
    'seaworthy.yaml': stringify(plain),
    'package.json': '{"main": "main.js"}',
  });
  const hook = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(name, context, next) {
    if (/^rolldown/.test(name)) throw new Error('it is loaded');
    return next(name, context);
  },
});`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--conditions=seaworthy-source',
      `--import=data:text/javascript,${encodeURIComponent(hook)}`,
      program,
      'manifests',
      '--entry',
      'package.json',
      '--check',
      '-',
    ],
    { cwd: folder, input: workload(), encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('what is passed over for one reason is one line, and in JSON each of it', async () => {
  const custom = (name: string) => `apiVersion: example.com/v1\nkind: Queue\nmetadata: {name: ${name}}\n`;
  const files = {
    'seaworthy.yaml': stringify(plain),
    'k8s/a.yaml': custom('a'),
    'k8s/b.yaml': `${custom('b')}---\n${custom('c')}`,
    'k8s/web.yaml': workload(),
    'k8s/values.yaml': 'replicas: 3\n',
  };
  const { code, out } = await seaworthy(await folderOf(files), 'manifests', '--check', 'k8s');
  expect(code).toBe(0);
  expect(out.split('\n').filter((line) => line.startsWith('note: '))).toEqual([
    'note: k8s/values.yaml:1:1: no Kubernetes object: it has neither apiVersion nor kind',
    'note: k8s/a.yaml:2:1: kind: example.com/v1 Queue is passed on without being read (and 2 more)',
  ]);
  expect((await checkFolder(files, 'k8s')).notes).toHaveLength(4);
});

test('the path is relative to the folder of the service, as that of --output is', async () => {
  const folder = await folderOf({
    'web/seaworthy.yaml': stringify(plain),
    'web/deploy/deployment.yaml': workload([wrongProbe]),
  });
  const contract = join(folder, 'web/seaworthy.yaml');
  const { code, out } = await seaworthy(
    folder,
    'manifests',
    'web',
    '--contract',
    contract,
    '--check',
    'deploy',
  );
  expect(out).toContain('web/deploy/deployment.yaml:');
  expect(code).toBe(1);
});

test('a kustomization beside plain files hides none of them, and need not hold the workload', async () => {
  const { findings, roots } = await checkFolder({
    'deployment.yaml': workload([wrongProbe]),
    'extras/kustomization.yaml': 'resources: [namespace.yaml]\n',
    'extras/namespace.yaml': namespace,
  });
  expect(roots).toEqual(['', 'extras']);
  expect(findings).toEqual([' container/command']);
});

test('a lone workload of another name is the service only where no set has one of its name', async () => {
  const other = {
    'billing/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'billing/deployment.yaml': workload([wrongProbe], [], 'billing'),
  };
  const own = {
    'web/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'web/deployment.yaml': workload(),
  };
  expect((await checkFolder({ ...other, ...own })).findings).toEqual([]);
  expect((await checkFolder(other)).findings).toEqual(['billing container/command']);
});

test('a workload that is in no set is missing, but not where it may be remote', async () => {
  const extras = { 'a/kustomization.yaml': 'resources: [namespace.yaml]\n', 'a/namespace.yaml': namespace };
  expect((await checkFolder(extras)).findings).toEqual(['a workload/missing']);
  const remote = `resources: [https://example.com/web, namespace.yaml]
patches: [{target: {kind: Deployment}, patch: '[{"op": "remove", "path": "/spec/replicas"}]'}]
`;
  const { findings, notes } = await checkFolder({ ...extras, 'a/kustomization.yaml': remote });
  expect(findings).toEqual([]);
  expect(notes).toEqual([
    'a/kustomization.yaml:1:13: https://example.com/web is remote, and not fetched',
    expect.stringContaining('may be for what is remote'),
  ]);
});

test('of a chart it is said how it is rendered', async () => {
  const folder = await folderOf({
    'seaworthy.yaml': stringify(plain),
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n',
  });
  const contract = join(folder, 'seaworthy.yaml');
  const { code, out } = await seaworthy(folder, 'manifests', '--contract', contract, '--check', 'chart');
  expect(code).toBe(1);
  expect(out).toContain('  Render it by `helm template chart > rendered.yaml`, and check that.\n');
  expect(out).not.toContain('Kubernetes would refuse or ignore it');
});

test('where nothing was read there is something to find', async () => {
  expect((await checkFolder({ 'values.yaml': 'replicas: 3\n' })).findings).toEqual([' workload/missing']);
  const charts = 'helmCharts: [{name: web, repo: https://charts.invalid, version: 1.0.0}]\n';
  const { findings, notes } = await checkFolder({ 'kustomization.yaml': charts });
  expect(findings).toEqual([' workload/missing']);
  expect(notes).toEqual([expect.stringContaining('helmCharts: this field')]);
  const component = {
    'extra/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a-\n',
  };
  await expect(checkFolder(component)).rejects.toThrow(
    /Nothing in .* is applied on its own: .*Name the overlays .*SW_COMMAND_USAGE/,
  );
});

const lacksKubectl = spawnSync('kubectl', ['kustomize', '--help']).status !== 0;
const replacing = (key: string) => ({
  'deployment.yaml': workload(['env: [{name: PORT, value: PLACEHOLDER}]']),
  'numbers.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: numbers}\ndata: {port: "8080"}\n',
  'kustomization.yaml': `resources: [deployment.yaml, numbers.yaml]
replacements:
  - source: {kind: ConfigMap, name: numbers, fieldPath: ${key}}
    targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.*.env.[name=PORT].value']}]
`,
});

test('beside the folder of the service one that has but its label, as the whole application has, is of something else', async () => {
  const labels = 'labels: [{pairs: {app: web}, includeSelectors: true}]\n';
  const database = workload(['command: [postgres]', 'ports: [{name: http, containerPort: 5432}]'], [], 'db');
  const files = {
    'db/kustomization.yaml': `resources: [a.yaml]\n${labels}`,
    'db/a.yaml': database,
  };
  const service = { 'app/kustomization.yaml': `resources: [a.yaml]\n${labels}`, 'app/a.yaml': workload() };
  expect((await checkFolder({ ...files, ...service })).findings).toEqual([]);
  // Where nothing else tells, the label does.
  expect((await checkFolder(files)).findings).toEqual(['db ports/number', 'db container/command']);
});

test.skipIf(lacksKubectl)(
  'kubectl carries out what is not carried out here, and what it refuses is found (skipped where kubectl is not installed)',
  async () => {
    expect(await checkFolder(replacing('data.port'))).toEqual({ roots: [''], findings: [], notes: [] });
    expect((await checkFolder(replacing('data.absent'))).findings).toEqual([' manifest/reference']);
    const pod = '{restartPolicy: Never, containers: [{name: a, image: a}]}';
    const job = `apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: once-}\nspec: {template: {spec: ${pod}}}\n`;
    const unnamed = { 'a.yaml': workload(), 'job.yaml': job };
    const kustomization = 'resources: [a.yaml, job.yaml]\n';
    expect((await checkFolder({ ...unnamed, 'kustomization.yaml': kustomization })).findings).toEqual([
      ' manifest/reference',
    ]);
  },
);

test('without kubectl it is told what is not carried out', async () => {
  vi.stubEnv('PATH', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { notes } = await checkFolder(replacing('data.port'));
  expect(notes).toEqual([expect.stringContaining('replacements: this field')]);
});
