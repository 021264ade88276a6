import { onTestFinished, TestRunner } from 'vitest';

/** Sees to it that `child` ends with the running test, even where that times out and so never disposes of it. */
export function endWithTest(child: { kill(signal: NodeJS.Signals): unknown }): void {
  if (TestRunner.getCurrentTest() === undefined) return;
  onTestFinished(() => void child.kill('SIGKILL'));
}
