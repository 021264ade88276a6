import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ToolkitError } from '../../errors.ts';
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
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-node-'));
  try {
    const packed = await readFile(join(folder, await pack(spec, folder)));
    if (wanted.integrity !== undefined && integrityOf(packed) !== wanted.integrity)
      throw new ToolkitError('SW_NODE_INVALID', { what: `It hashes to ${integrityOf(packed)}`, where: spec });
    const files = readTar(await promisify(gunzip)(packed));
    const binary = files.get('package/bin/node');
    const licence = files.get('package/LICENSE');
    if (binary?.type !== 'file' || licence?.type !== 'file')
      throw new ToolkitError('SW_NODE_INVALID', { what: 'It holds no binary with its licence', where: spec });
    return { binary: binary.content, licence: licence.content };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pack(spec: string, folder: string): Promise<string> {
  const args = ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', folder];
  try {
    const { stdout } = await promisify(execFile)('npm', args, { maxBuffer: 64 * 2 ** 20, timeout: 300_000 });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    return packed?.filename ?? '';
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    const told = /npm (?:error|ERR!) (?!code)(.*)/.exec(stderr)?.[1];
    const what = code === 'ENOENT' ? 'The npm client was not found' : (told ?? String(cause));
    throw new ToolkitError('SW_NODE_UNAVAILABLE', { what, where: spec, cause });
  }
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
