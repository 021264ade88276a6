import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { ServiceContract } from '@seaworthy/contract';
import { rolldown } from 'rolldown';
import { ToolkitError } from '../errors.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { asBundleError } from './bundle-error.ts';
import type { Project } from './project.ts';
import { sourcePlaces } from './source-places.ts';

/** Describing opens nothing and waits for nothing. */
const TIMEOUT_MS = 30_000;

/**
 * Asks a service on our runtime for its contract: transpiles its own source, runs it with the argument `describe` and
 * reads what it prints. Packages are loaded from where they are installed.
 *
 * @throws ToolkitError SW_BUNDLE_FAILED, SW_DESCRIBE_FAILED, SW_CONTRACT_INVALID
 */
export async function describeService(project: Project): Promise<ServiceContract> {
  // Within the root, or the packages would not be found.
  await using folder = temporaryFolder(join(project.root, '.seaworthy-describe-'));
  const program = join(folder.path, 'main.mjs');
  await transpile(project, program);
  return await describeProgram(project, program);
}

/**
 * As {@link describeService}, of a program that was made of the project already.
 *
 * @param program its main file
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

async function transpile({ root, entry, conditions }: Project, file: string): Promise<void> {
  try {
    const bundle = await rolldown({
      cwd: root,
      input: entry,
      external: /^[^./]/,
      platform: 'node',
      logLevel: 'silent',
      resolve: { conditionNames: [...conditions, 'node'] },
      plugins: [sourcePlaces()],
    });
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
  } catch (error) {
    throw asBundleError(error);
  }
}

async function run({ root, entry, conditions }: Project, program: string): Promise<string> {
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const { PATH, HOME } = process.env;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, 'describe'], {
      cwd: root,
      env: { PATH, HOME },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 2 ** 20,
    });
    return stdout;
  } catch (cause) {
    const { stderr = '', killed = false } = cause as { stderr?: string; killed?: boolean };
    const what = killed ? `It took longer than ${TIMEOUT_MS / 1000} s` : lastLines(stderr) || String(cause);
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

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n');
}
