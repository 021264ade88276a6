/** `seaworthy rehearse --html … --junit …`: where the reports go. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { seaworthyRehearse } from './rehearse-command.ts';

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 1
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
`;
const files = {
  'deployment.yaml': manifests,
  'main.cjs': `require('node:http').createServer((request, response) => response.end()).listen(8080)`,
  'rehearse.yaml': 'containers: { web: { entrypoint: [node, main.cjs] } }\nmanifests: deployment.yaml\n',
};

test('a report that cannot be written is told before the rehearsal', async () => {
  const folder = await folderOf({ ...files, 'a-file': '' });
  for (const [file, what] of [
    [folder, /It is a folder/],
    [join(folder, 'a-file/report.html'), /EEXIST|ENOTDIR/],
  ] as const) {
    const { code, stdout, stderr } = await seaworthyRehearse(folder, '-s', 'start', '--html', file);
    expect({ code, stdout }).toEqual({ code: 74, stdout: '' });
    expect(stderr).toMatch(what);
    expect(stderr).toContain('[SW_WRITE_FAILED]');
  }
});

// A device on which each write fails stands for a disk that got full meanwhile.
const can = process.getuid?.() === 0 && existsSync('/dev/full');
test.skipIf(!can)(
  `a folder of a report is made, and one that fails at the end keeps back neither the summary nor the other${can ? '' : ' (skipped: it takes root and /dev/full)'}`,
  async () => {
    const folder = await folderOf(files);
    const junit = join(folder, 'new/reports/report.xml');
    const args = ['-s', 'start', '--html', '/dev/full', '--junit', junit];
    const { code, stdout, stderr } = await seaworthyRehearse(folder, ...args);
    expect(stderr).toMatch(/The disk is full \(\/dev\/full\).*\[SW_WRITE_FAILED\]/);
    expect(code).toBe(74);
    expect(stdout).toContain('Deployment web');
    expect(existsSync(junit) && readFileSync(junit, 'utf8')).toContain('<testsuites');
  },
);
