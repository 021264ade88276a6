import { isElf, neededLibraries } from './elf.ts';

/** `e_machine` of the architectures that images are built for (System V ABI). */
const machines: Readonly<Record<number, string>> = { 62: 'amd64', 183: 'arm64' };
const MACHINE_AT = 18;
/** What musl is called by Alpine, and by itself; glibc is `libc.so.6`. */
const isMusl = /^libc\.(musl-.*|so)$/;

/** What an addon was built for, such as `linux-amd64`, by its content. Another C library than glibc is another platform. */
export function addonPlatform(content: Buffer): string {
  if (isElf(content)) {
    const machine = machines[content.readUInt16LE(MACHINE_AT)] ?? 'another processor';
    return neededLibraries(content).some((it) => isMusl.test(it))
      ? `linux-${machine}-musl`
      : `linux-${machine}`;
  }
  if (content.toString('latin1', 0, 2) === 'MZ') return 'windows';
  return ['cffaedfe', 'cafebabe'].includes(content.toString('hex', 0, 4)) ? 'macos' : 'an unknown platform';
}

/** What Node looks up in an addon to start it, followed by a number (node.h, `NODE_MODULE_INIT`). */
const STARTED_BY = 'node_register_module_v';

/**
 * The version of Node's binary interface that an addon is for, or that a Node has: `process.versions.modules`, such as `137`. Undefined
 * where the addon tells none, as those of Node-API, which are for every Node.
 */
export function nodeInterface(content: Buffer): string | undefined {
  const at = content.indexOf(STARTED_BY);
  return at < 0
    ? undefined
    : /^\d+/.exec(content.toString('latin1', at + STARTED_BY.length, at + 2 * STARTED_BY.length))?.[0];
}
