import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runOnVersion2, whyNoKernel } from './kernel.ts';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const TIMEOUT_MS = 8 * 60_000;

/** Tests that meet the kernel's limits, by file. */
const files = [
  'packages/runtime/test/resources/cgroup.test.ts',
  'packages/runtime/test/resources/cpu-quota.test.ts',
  'packages/runtime/test/resources/memory.test.ts',
  'packages/toolkit/test/rehearse/engine/process-engine.test.ts',
];
const titles = [
  'a process throttled by the kernel reads its own quota and throttling',
  'under a real quota of 25000 µs of each 100 ms there is room for 1',
  'the heap is sized from the limit, in the same process and in no second one',
  'a burst of uploads of three times the limit kills nothing and resets nobody',
  'a cache that is fed twice the limit gives way',
  'a program beyond its memory limit is killed, and it is told for what',
  'a kill for memory is told, be it only of a child',
  'with the process that is killed for memory, all of the container is',
  'a program beyond the memory limit of its pod is killed as well',
  'usage is told while it runs',
  'a CPU limit holds, and can be changed',
];

/** What vitest reports as JSON. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

test(
  'where there is cgroup version 2 alone, limits hold and are read as in version 1',
  async (context) => {
    const obstacle = whyNoKernel();
    if (obstacle !== undefined) return context.skip(obstacle);
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-v2-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const output = join(folder, 'report.json');
    const command = [
      `cd ${REPOSITORY} && ${process.execPath} node_modules/vitest/vitest.mjs run ${files.join(' ')}`,
      `--testNamePattern '${titles.join('|')}' --testTimeout=240000`,
      `--reporter=json --outputFile=${output}`,
    ].join(' ');
    const { started, log } = await runOnVersion2(command, folder, TIMEOUT_MS);
    if (!started) return context.skip(`user-mode-linux does not start here: ${log}`);
    expect(existsSync(output), log).toBe(true);
    expect(whatPassed(output), log).toEqual(titles.toSorted());
  },
  TIMEOUT_MS + 10_000,
);

/** The titles of the tests that passed, or what was said of the others. */
function whatPassed(file: string): string[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, ancestorTitles }) => titles.includes(title) && !ancestorTitles.includes('without root'))
    .map(({ title, status, failureMessages = [] }) =>
      status === 'passed' ? title : [`${status}: ${title}`, ...failureMessages].join('\n'),
    )
    .toSorted();
}
