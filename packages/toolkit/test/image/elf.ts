/** `e_machine` (System V ABI). */
const machines: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 };

/** A shared library as far as it is looked at: its processor, and the libraries that it needs. It can't be loaded. */
export function elf(architecture: string, needed: readonly string[]): Buffer {
  const header = Buffer.alloc(64);
  header.write('\u007fELF', 0, 'latin1');
  // 64 bits, little-endian.
  header.set([2, 1], 4);
  header.writeUInt16LE(machines[architecture] ?? 0, 18);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(2, 56);
  const texts = Buffer.from(`\0${needed.map((name) => `${name}\0`).join('')}`);
  const places = needed.map((name) => texts.indexOf(`\0${name}\0`) + 1);
  // Addresses are other numbers than offsets, as in real ones.
  const base = 0x4000;
  const entries = [...places.map((place) => [1, place]), [5, base], [0, 0]];
  const offset = 64 + 2 * 56;
  const words = entries.flat().map(BigInt);
  const section = Buffer.from(BigUint64Array.from(words).buffer);
  const loaded = programHeader(1, { offset: offset + section.length, address: base, size: texts.length });
  const dynamic = programHeader(2, { offset, address: 0x9000, size: section.length });
  return Buffer.concat([header, loaded, dynamic, section, texts]);
}

function programHeader(
  type: number,
  { offset, address, size }: Record<'offset' | 'address' | 'size', number>,
) {
  const bytes = Buffer.alloc(56);
  bytes.writeUInt32LE(type, 0);
  for (const [at, value] of Object.entries({ 8: offset, 16: address, 32: size, 40: size }))
    bytes.writeBigUInt64LE(BigInt(value), Number(at));
  return bytes;
}
