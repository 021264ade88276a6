import type { ChildProcess } from 'node:child_process';
import { onTestFinished, TestRunner } from 'vitest';

/** Sees to it that `child` ends with the running test, even where that times out and so never disposes of it. */
export function endWithTest(child: ChildProcess): void {
  if (TestRunner.getCurrentTest() === undefined) return;
  onTestFinished(() => void child.kill('SIGKILL'));
}
