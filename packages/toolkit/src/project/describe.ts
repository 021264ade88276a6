import { relative } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { lastWords, type Output } from '../child-process/last-words.ts';
import { runChild } from '../child-process/run-child.ts';
import type { Project } from './project.ts';

/** Describing opens nothing and waits for nothing. */
const TIMEOUT_MS = 30_000;

/**
 * Asks a service on our runtime for its contract: runs it with the argument `describe` and reads what it prints.
 *
 * @param program the main file of a program that was made of the project
 * @throws ToolkitError SW_DESCRIBE_FAILED, SW_CONTRACT_INVALID
 */
export async function describeProgram(project: Project, program: string): Promise<ServiceContract> {
  const text = await run(project, program);
  // Loaded here, where an image's warm-up still runs beside it: it compiles the schema.
  const { contractProblems } = await import('./contract-schema.ts');
  const where = `${relative('.', project.entry)} describe`;
  const value = parse(text, where);
  const problems = contractProblems(value);
  if (problems.length === 0) return value as ServiceContract;
  const what = problems.map(({ message }) => message).join('; ');
  throw new ToolkitError('SW_CONTRACT_INVALID', { what, where });
}

async function run({ root, entry, conditions }: Project, program: string): Promise<string> {
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const { PATH, HOME } = process.env;
  try {
    return await runChild(process.execPath, [...flags, program, 'describe'], {
      cwd: root,
      env: { PATH, HOME },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 2 ** 20,
    });
  } catch (cause) {
    const { stdout = '', stderr = '', killed = false } = cause as Partial<Output> & { killed?: boolean };
    const what = killed
      ? `The service had not ended after ${TIMEOUT_MS / 1000} s`
      : lastWords({ stdout, stderr }) || String(cause);
    throw new ToolkitError('SW_DESCRIBE_FAILED', { what, where: `${relative('.', entry)} describe`, cause });
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ToolkitError('SW_DESCRIBE_FAILED', { what: 'What it printed is not JSON', where, cause });
  }
}
