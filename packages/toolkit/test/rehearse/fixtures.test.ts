import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandExitCode } from '@seaworthy/contract';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { wordsFor } from '../../src/rehearse/verdict/words/index.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What must be found in a fixture. */
interface Expected {
  /** Held in every run of the tests. */
  readonly always?: boolean;
  readonly scenarios: readonly string[];
  /** Each of them must be found. */
  readonly faults: readonly string[];
  /** May be found too: what goes with a fault, by chance. */
  readonly also?: readonly string[];
}

/** What is needed of the JSON report, and how the command ended. */
interface Report {
  readonly exitStatus: number | string | null;
  readonly verdicts: readonly { readonly outcome: string; readonly fault?: string; readonly what: string }[];
}

const table = parse(await readFile(`${root}/fixtures/expected.yaml`, 'utf8')) as Record<string, Expected>;
const all = process.env['SEAWORTHY_FIXTURES'] === 'all';
const hasGo = await new Promise((resolve) => execFile('go', ['version'], (error) => resolve(error === null)));
const isRoot = process.getuid?.() === 0 && existsSync('/sys/fs/cgroup');

/** Faults that no program shows, and why. */
const unshown = {
  'migration-not-gated': 'the kubelet itself holds back a program whose init container has failed',
};

/** All faults that a verdict can name: what requests are lost to, and what the expectations state besides. */
async function nameableFaults(): Promise<ReadonlySet<string>> {
  const names = new Set(Object.keys(wordsFor));
  for await (const file of glob(`${root}/packages/toolkit/src/rehearse/verdict/expectations/**/!(*.test).ts`))
    for (const [stated] of (await readFile(file, 'utf8')).matchAll(/\bfault: [^,;]+/g))
      for (const [, name = ''] of stated.matchAll(/'([^']+)'/g)) names.add(name);
  return names;
}

test('every fault that a verdict can name is shown by a program', async () => {
  const names = await nameableFaults();
  const shown = new Set(Object.values(table).flatMap(({ faults }) => faults));
  const expected = Object.values(table).flatMap(({ faults, also = [] }) => faults.concat(also));
  expect([...names.difference(shown)], 'shown by none').toEqual(Object.keys(unshown));
  expect([...new Set(expected).difference(names)], 'named by no verdict').toEqual([]);
});

test('every program of the folder stands in the table', async () => {
  const folders: string[] = [];
  for await (const file of glob('*/*/rehearse.yaml', { cwd: `${root}/fixtures` }))
    folders.push(dirname(file));
  expect(folders.toSorted()).toEqual(Object.keys(table).toSorted());
});

/** Rehearses a fixture by the command. */
function rehearse(name: string, scenarios: readonly string[]): Promise<Report> {
  const args = ['rehearse', `fixtures/${name}`, '--json', '--scenario', scenarios.join(',')];
  return new Promise((resolve, reject) => {
    const main = 'packages/toolkit/src/cli/main.ts';
    execFile(
      process.execPath,
      ['--conditions=seaworthy-source', main, ...args],
      { cwd: root, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        if (stdout.trim() === '') reject(error ?? new Error(stderr));
        else resolve({ ...(JSON.parse(stdout) as Report), exitStatus: error?.code ?? 0 });
      },
    );
  });
}

const missing = isRoot ? '' : ' (skipped: it takes root for an address of its own for each pod)';

describe
  .skipIf(missing !== '')
  .concurrent(`what a rehearsal finds in programs that are not ours${missing}`, () => {
    for (const [name, { always = false, scenarios, faults, also = [] }] of Object.entries(table)) {
      if (!all && !always) continue;
      const wantsGo = name.startsWith('go/') && !hasGo;
      const title = faults.length === 0 ? 'no fault' : faults.join(', ');
      test.skipIf(wantsGo)(
        `${name}: ${title}${wantsGo ? ' (skipped: Go is not installed)' : ''}`,
        // In real time, so that a machine that stands still for a second is asked once more. What gets stuck is waited for.
        { timeout: 400_000, retry: 1 },
        async () => {
          const { verdicts, exitStatus } = await rehearse(name, scenarios);
          const failed = verdicts.filter(({ outcome }) => outcome === 'fail');
          const found = new Set(failed.map(({ fault = '' }) => fault));
          const said = failed.map(({ fault, what }) => `${fault}: ${what}`).join('\n');
          expect(exitStatus).toBe(failed.length > 0 ? CommandExitCode.findings : 0);
          expect([...new Set(faults).difference(found)], `missed\n${said}`).toEqual([]);
          expect([...found.difference(new Set([...faults, ...also]))], `false alarm\n${said}`).toEqual([]);
          expect(verdicts.some(({ outcome }) => outcome === 'pass' || outcome === 'fail')).toBe(true);
        },
      );
    }
  });
