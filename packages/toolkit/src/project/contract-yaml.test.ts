import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
