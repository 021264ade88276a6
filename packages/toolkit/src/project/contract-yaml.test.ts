import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ToolkitError } from '../errors.ts';
import { parseContractYaml } from './contract-yaml.ts';

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-contract-'));

test('a contract that is not there, or is a folder, is an error of the input', async () => {
  const gone = join(folder, 'gone.yaml');
  await expect(parseContractYaml(gone)).rejects.toMatchObject({
    code: 'SW_PROJECT_FILE',
    what: 'There is no such file',
    where: gone,
  });
  await expect(parseContractYaml(folder)).rejects.toMatchObject({
    code: 'SW_PROJECT_FILE',
    what: 'It is a folder',
    where: folder,
  });
});

test('aliases that would become too much are an error of the input', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, at) =>
      `l${at}: &l${at} [${Array(9)
        .fill(`*l${at - 1}`)
        .join()}]`,
  );
  const path = join(folder, 'aliases.yaml');
  writeFileSync(path, ['l0: &l0 [a, a]', ...levels.slice(1)].join('\n'));
  await expect(parseContractYaml(path)).rejects.toMatchObject({ code: 'SW_PROJECT_FILE', where: path });
});

test('what is wrong is told with its line and with what is allowed', async () => {
  const path = join(folder, 'wrong.yaml');
  const text = `contractVersion: 2
name: shop
version: 1.0.0
language: rust
command: [./shop]
ports: []
probes: {}
shutdown:
  gracePeriodSeconds: 30
  drainDelaySeconds: 5
config:
  - { env: A, type: string, required: false }
  - env: B
    type: text
    required: false
    reloadble: true
resources:
  cpu: { limit: 1 }
dependncies: []
extra:
  a: 1
`;
  writeFileSync(path, text);
  const error = (await parseContractYaml(path).catch((it: unknown) => it)) as ToolkitError;
  expect(error.what?.split('; line').join('\nline')).toBe(
    [
      'line 19: dependncies: unknown field; did you mean dependencies?',
      'line 20: extra: unknown field',
      'line 1: contractVersion: must be 1',
      'line 4: language: must be one of node, go, other',
      'line 16: config[1].reloadble: unknown field; did you mean reloadable?',
      'line 14: config[1].type: must be one of string, integer, number, boolean, port, duration, bytes, cpu, url, list, enum, json',
      'line 18: resources.cpu.limit: must be a text: put it in quotes',
    ].join('\n'),
  );
});
