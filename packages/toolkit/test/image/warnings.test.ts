import { expect, test, vi } from 'vitest';
import { summary } from '../../src/cli/commands/image/report.ts';
import { builtProgram } from './built-program.ts';
import { projectFolder } from './service-project.ts';

// The first build on a machine fetches Node.
vi.setConfig({ testTimeout: 180_000 });

const manifest = '{"name":"shop","version":"1.2.3","type":"module","seaworthy":{"image":{"locales":["en"]}}}';

test('what a service says as it fails at build time is told, with the places of its image', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { readFileSync } from 'node:fs';
      readFileSync('views/index.html');`,
  });
  const { reached, warnings } = await builtProgram(root);
  expect(reached).toBe('failed');
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Started at build time, the service ended with an error:\n[^]*ENOENT.*index\.html/,
    ),
  ]);
  expect(warnings[0]).not.toMatch(/seaworthy-program-/);
});

test('a service that ends by itself is told of, unless that is what it was asked for', async () => {
  const source = { 'src/main.ts': `console.error('nothing to do');` };
  const { warnings } = await builtProgram(projectFolder({ 'package.json': manifest, ...source }));
  expect(warnings).toEqual([
    'Started at build time, the service ended by itself, and never listened:\nnothing to do',
  ]);
  const asked = JSON.stringify({
    name: 'shop',
    seaworthy: { image: { locales: ['en'], warmUp: { args: ['describe'] } } },
  });
  const told = await builtProgram(projectFolder({ 'package.json': asked, ...source }));
  expect(told).toMatchObject({ reached: 'ended', warnings: [] });
});

test('the report has a line for each warning, and what belongs to it below', () => {
  const report = {
    name: 'shop:1',
    digest: 'sha256:1',
    bytes: 1e6,
    platforms: [],
    startCache: 'failed',
    warnings: ['It ended:\nError: no'],
    buildMs: 1,
    output: undefined,
    sbom: undefined,
    loaded: undefined,
    pushed: undefined,
  } as const;
  expect(summary(report)).toContain('\n  warning   It ended:\n            Error: no');
});
