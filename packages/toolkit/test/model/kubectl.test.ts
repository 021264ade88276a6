/** What of kubectl's failures is a refusal of the manifests. */
import { chmod } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { env } from 'node:process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { buildByKubectl } from '../../src/model/read/kubectl.ts';
import { folderOf } from './folder.ts';

/** The build by a kubectl that writes a text to stderr and fails. */
async function builtWhere(stderr: string) {
  const folder = await folderOf({ kubectl: `#!/bin/sh\ncat >&2 <<'END'\n${stderr}\nEND\nexit 1\n` });
  await chmod(`${folder}/kubectl`, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${env.PATH ?? ''}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return buildByKubectl('k8s', false);
}

const log = 'E1128 06:18:08.810333   27864 run.go:72] "command failed" err=';

test.each([
  ['its log', `${log}"no such file \\"a\\""`, 'no such file "a"'],
  ['its log, in lines', `${log}<\n\ttrouble with\n\tname: a\n >`, 'trouble with\n\tname: a'],
  ['its log after a warning', `# Warning: 'vars' is deprecated.\n${log}"no such file"`, 'no such file'],
  ['an error in plain words', 'error: no such file', 'no such file'],
])('a refusal is told in the words of %s', async (_, stderr, reason) => {
  expect(await builtWhere(stderr)).toEqual({ refusal: `kubectl kustomize k8s refuses it: ${reason}` });
});

test.each([
  ['a shim without a kubectl', 'No version is set for command kubectl'],
  ['nothing said', ''],
  ['a Helm chart', `${log}<\n\ttrouble configuring it: must specify --enable-helm\n >`],
  [
    'a plugin',
    `${log}"loading generator plugins: external plugins disabled; unable to load external plugin 'ksops'"`,
  ],
])('%s is none', async (_, stderr) => {
  expect(await builtWhere(stderr)).toBeUndefined();
});
