import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ToolkitError } from '../../errors.ts';
import { runChild } from '../../child-process/run-child.ts';
import { temporaryFolder } from '../../file-system/temporary-folder.ts';
import { readTar } from '../layers/index.ts';
import type { NodePackage } from './version.ts';

/** What is taken of the package. */
export interface NodeDistribution {
  readonly binary: Buffer;
  readonly licence: Buffer;
}

/**
 * Fetches a Node binary by the npm client, which knows the user's registry, proxy and credentials.
 *
 * @throws ToolkitError SW_NODE_UNAVAILABLE, SW_NODE_INVALID where the content is another than the pinned one
 */
export async function fetchNode(wanted: NodePackage): Promise<NodeDistribution> {
  const spec = `${wanted.name}@${wanted.version}`;
  await using folder = temporaryFolder(join(tmpdir(), 'seaworthy-node-'));
  const packed = await readFile(join(folder.path, await pack(spec, folder.path)));
  if (wanted.integrity !== undefined && integrityOf(packed) !== wanted.integrity)
    throw new ToolkitError('SW_NODE_INVALID', { what: `It hashes to ${integrityOf(packed)}`, where: spec });
  const files = readTar(await promisify(gunzip)(packed));
  const binary = files.get('package/bin/node');
  const licence = files.get('package/LICENSE');
  if (binary?.type !== 'file' || licence?.type !== 'file')
    throw new ToolkitError('SW_NODE_INVALID', { what: 'It holds no binary with its licence', where: spec });
  return { binary: binary.content, licence: licence.content };
}

async function pack(spec: string, folder: string): Promise<string> {
  // What npm was told to print otherwise, as by `npm run --silent`, holds for its children too.
  const flags = ['--json', '--loglevel=error', '--ignore-scripts', '--pack-destination', folder];
  try {
    const stdout = await runChild('npm', ['pack', spec, ...flags], { timeout: 300_000 });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    return packed?.filename ?? '';
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const what = code === 'ENOENT' ? 'The npm client was not found' : (reasonOf(cause) ?? String(cause));
    throw new ToolkitError('SW_NODE_UNAVAILABLE', { what, where: spec, cause });
  }
}

/** What npm says of a failure: with `--json` the whole is on standard output, else on standard error. */
function reasonOf(cause: unknown): string | undefined {
  const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
  const [, summary] = /"summary": ("(?:[^"\\]|\\.)*")/.exec(stdout) ?? [];
  const told =
    summary === undefined
      ? /npm (?:error|ERR!) (?!code|syscall|errno)(.*)/.exec(stderr)?.[1]
      : (JSON.parse(summary) as string);
  return told?.split('\n')[0]?.replace(/^FetchError: /, '');
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
