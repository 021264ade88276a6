/** `seaworthy rehearse --html … --junit …`: where the reports go. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { deploymentOf } from '../deployment-text.ts';
import { rehearseFromSource, seaworthyRehearse } from './rehearse-command.ts';

const manifests = deploymentOf(`      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: example/web
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
`);
const files = {
  'deployment.yaml': manifests,
  'main.cjs': `require('node:http').createServer((request, response) => response.end()).listen(8080)`,
  'rehearse.yaml': 'containers: { web: { entrypoint: [node, main.cjs] } }\nmanifests: deployment.yaml\n',
};

// A file system that takes no folder.
const hasProc = existsSync('/proc/self/status');
test('a report that cannot be written is told before the rehearsal', async () => {
  const folder = await folderOf({ ...files, 'a-file': '' });
  for (const [file, what] of [
    [folder, /It is a folder/],
    [join(folder, 'a-file/report.html'), /EEXIST|ENOTDIR/],
    ...(hasProc
      ? ([
          ['/proc/new/folder/report.html', /ENOENT|EACCES/],
          ['/proc/report.html', /ENOENT|EACCES/],
        ] as const)
      : []),
  ] as const) {
    const { code, stdout, stderr } = await seaworthyRehearse(folder, '-s', 'start', '--html', file);
    expect({ code, stdout }).toEqual({ code: 74, stdout: '' });
    expect(stderr).toMatch(what);
    expect(stderr).toContain('[SW_WRITE_FAILED]');
  }
});

// A device on which each write fails stands for a disk that got full meanwhile.
const can = process.getuid?.() === 0 && existsSync('/dev/full');
// Those that rehearse wait most of the time: beside each other.
test
  .skipIf(!can)
  .concurrent(
    `a folder of a report is made, and one that fails at the end keeps back neither the summary nor the other${can ? '' : ' (skipped: it takes root and /dev/full)'}`,
    async ({ onTestFinished }) => {
      const folder = await folderOf(files, onTestFinished);
      const junit = join(folder, 'new/reports/report.xml');
      const args = ['-s', 'start', '--html', '/dev/full', '--junit', junit];
      const { code, stdout, stderr } = await seaworthyRehearse(folder, ...args);
      expect(stderr).toMatch(/The disk is full \(\/dev\/full\).*\[SW_WRITE_FAILED\]/);
      expect(code).toBe(74);
      expect(stdout).toContain('Deployment web');
      expect(existsSync(junit) && readFileSync(junit, 'utf8')).toContain('<testsuites');
    },
  );

test
  .skipIf(!can)
  .concurrent(
    `with --json standard output is one object and one line end, also where a file fails${can ? '' : ' (skipped: it takes root and /dev/full)'}`,
    async ({ onTestFinished }) => {
      const folder = await folderOf(files, onTestFinished);
      const { code, stdout, stderr } = await seaworthyRehearse(
        folder,
        '-s',
        'start',
        '--json',
        '--html',
        '/dev/full',
      );
      expect(JSON.parse(stdout)).toMatchObject({ version: 1, workload: { name: 'web' } });
      expect(stdout).toMatch(/[^\n]\n$/);
      expect(stderr).toMatch(/The disk is full \(\/dev\/full\).*\[SW_WRITE_FAILED\]/);
      expect(code).toBe(74);
    },
  );

test.concurrent('a reader of the log that leaves takes neither the reports along nor the exit status', async ({
  onTestFinished,
}) => {
  const folder = await folderOf(files, onTestFinished);
  const junit = join(folder, 'report.xml');
  const child = spawn(process.execPath, [...rehearseFromSource, folder, '-s', 'start', '--junit', junit], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const said = text(child.stderr);
  const [code] = (await once(child, 'close')) as [number | null];
  expect(await said).not.toContain('EPIPE');
  expect(code).toBe(0);
  expect(readFileSync(junit, 'utf8')).toMatch(/<testsuites [^>]*failures="0"/);
});

test('two reports go to two files', async () => {
  const folder = await folderOf(files);
  const args = ['--html', join(folder, 'report'), '--junit', join(folder, 'new/../report')];
  const { code, stderr } = await seaworthyRehearse(folder, ...args);
  expect(stderr).toContain('[SW_COMMAND_USAGE]');
  expect(code).toBe(64);
});

test('a rehearsal that is refused leaves the report of the last one', async () => {
  const folder = await folderOf({
    ...files,
    'rehearse.yaml': 'manifests: gone.yaml',
    'report.xml': '<old/>',
  });
  const report = join(folder, 'report.xml');
  const { code } = await seaworthyRehearse(folder, '--junit', report, '--html', '/dev/null');
  expect(code).not.toBe(0);
  expect(readFileSync(report, 'utf8')).toBe('<old/>');
});

test('a rehearsal that does not come to its end leaves no report of the last one', async () => {
  const folder = await folderOf({
    ...files,
    'rehearse.yaml':
      'containers: { web: { build: [gone], entrypoint: [node] } }\nmanifests: deployment.yaml\n',
    'report.xml': '<old/>',
    'linked.html': '<old>',
  });
  await symlink('linked.html', join(folder, 'report.html'));
  const reports = ['--junit', join(folder, 'report.xml'), '--html', join(folder, 'report.html')];
  const { code } = await seaworthyRehearse(folder, ...reports);
  expect(code).not.toBe(0);
  expect(existsSync(join(folder, 'report.xml'))).toBe(false);
  // What a link leads to is not in its folder.
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('');
});
