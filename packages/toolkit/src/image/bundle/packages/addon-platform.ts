/** `e_machine` of the architectures that images are built for (System V ABI). */
const machines: Readonly<Record<number, string>> = { 62: 'amd64', 183: 'arm64' };
const MACHINE_AT = 18;

/** What an addon was built for, such as `linux-amd64`, by its content. Another C library than glibc is another platform. */
export function addonPlatform(content: Buffer): string {
  const magic = content.toString('latin1', 0, 4);
  if (magic === '\u007fELF') {
    const machine = machines[content.readUInt16LE(MACHINE_AT)] ?? 'another processor';
    return content.includes('libc.musl-') ? `linux-${machine}-musl` : `linux-${machine}`;
  }
  if (magic.startsWith('MZ')) return 'windows';
  return ['cffaedfe', 'cafebabe'].includes(content.toString('hex', 0, 4)) ? 'macos' : 'an unknown platform';
}
