import { ToolkitError } from '../../../errors.ts';
import { readTar, type TarFile } from '../../layers/index.ts';
import { unxz } from './unxz.ts';

/** What is read of a binary package. */
export interface Deb {
  /** The control file: name, version, dependencies. */
  readonly control: string;
  /** What it installs, by path relative to the root. */
  readonly files: ReadonlyMap<string, TarFile>;
}

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;

/**
 * Reads a Debian binary package: an `ar` archive of `debian-binary`, `control.tar.xz` and `data.tar.xz` (deb(5)).
 *
 * @throws ToolkitError SW_BASE_INVALID
 */
export async function readDeb(bytes: Buffer, name: string): Promise<Deb> {
  const members = readAr(bytes, name);
  const [control, data] = await Promise.all(
    ['control.tar.xz', 'data.tar.xz'].map(async (member) => {
      const packed = members.get(member);
      if (packed === undefined)
        throw new ToolkitError('SW_BASE_INVALID', { what: `It has no ${member}`, where: name });
      return readTar(await unxz(packed));
    }),
  );
  const text = control?.get('control');
  return { control: text?.type === 'file' ? text.content.toString() : '', files: data ?? new Map() };
}

/** Members of a common `ar` archive, by name. */
function readAr(bytes: Buffer, name: string): Map<string, Buffer> {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new ToolkitError('SW_BASE_INVALID', { what: 'It is not a Debian package', where: name });
  const members = new Map<string, Buffer>();
  for (let at = MAGIC.length; at + HEADER_BYTES <= bytes.length;) {
    const member = bytes.toString('latin1', at, at + 16).replace(/\/? *$/, '');
    const size = Number(bytes.toString('latin1', at + 48, at + 58));
    at += HEADER_BYTES;
    members.set(member, bytes.subarray(at, at + size));
    // Members begin at even offsets.
    at += size + (size % 2);
  }
  return members;
}
