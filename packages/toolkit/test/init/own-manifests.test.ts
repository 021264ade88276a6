import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../model/folder.ts';
import { nodeService, seaworthy } from './init-command.ts';

/** What the workflow does, and what was written. */
async function initializedBeside(manifests: string, files: Readonly<Record<string, string>>) {
  const folder = await folderOf({ ...nodeService, ...files });
  const { code, out } = await seaworthy(folder, 'init', '--manifests', manifests);
  expect(code).toBe(0);
  const text = await readFile(join(folder, '.github/workflows/seaworthy.yaml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { image: { steps: { run?: string }[] } } };
  return { folder, out, runs: jobs.image.steps.map(({ run }) => run) };
}

const service = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'greeter' },
  spec: {
    selector: { matchLabels: { app: 'greeter' } },
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        terminationGracePeriodSeconds: 35,
        containers: [
          {
            name: 'greeter',
            image: 'greeter:1',
            ports: [{ containerPort: 8080 }],
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
          },
        ],
      },
    },
  },
});

test('who has manifests gets no others, and a workflow that checks theirs', async () => {
  const { folder, out, runs } = await initializedBeside('./k8s/', { 'k8s/greeter.json': service });
  expect(out.match(/^written +.*$/gm)).toEqual([
    'written    Dockerfile',
    'written    .dockerignore',
    'written    seaworthy.yaml',
    'written    .github/workflows/seaworthy.yaml',
  ]);
  expect(runs).toContain('npx --no -- seaworthy manifests --check k8s');
  expect(await readFile(join(folder, '.dockerignore'), 'utf8')).toMatch(/^k8s$/m);
  const { out: said } = await seaworthy(folder, 'manifests', '--check', 'k8s');
  expect(said).toContain('in k8s');
});

test.each(['.', '..'])('manifests in %s are checked there, and hide nothing from a build', async (path) => {
  const { folder, runs } = await initializedBeside(path, {});
  expect(runs).toContain(`npx --no -- seaworthy manifests --check ${path}`);
  expect(await readFile(join(folder, '.dockerignore'), 'utf8')).not.toMatch(/^\.{1,2}$/m);
});

test('a chart is rendered for the check', async () => {
  const { runs } = await initializedBeside('charts/greeter', {
    'charts/greeter/Chart.yaml': 'name: greeter\n',
  });
  expect(runs).toContain('helm template greeter charts/greeter | npx --no -- seaworthy manifests --check -');
});

test('manifests that are not there are refused before anything is written', async () => {
  const folder = await folderOf(nodeService);
  const { code, out, err } = await seaworthy(folder, 'init', '--manifests', 'nowhere');
  expect([code, out]).toEqual([64, '']);
  expect(err).toMatch(/^seaworthy: There is no nowhere\. Name a file or folder of manifests/);
});
