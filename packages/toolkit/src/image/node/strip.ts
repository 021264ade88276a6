import { ToolkitError } from '../../errors.ts';

/** Fields of the header of a 64-bit ELF file (System V ABI, chapter 4). */
const header = {
  class: 4,
  data: 5,
  segmentTable: 32,
  sectionTable: 40,
  segmentSize: 54,
  segmentCount: 56,
  sectionSize: 58,
};
/** Fields of an entry of the segment table. */
const segment = { offset: 8, fileSize: 32 };

/**
 * Cuts off what the kernel and the dynamic linker never read: the sections behind the last segment (symbols, debug
 * information) and the section table. It is the same for every architecture, where `strip` needs to be built for the one
 * at hand.
 *
 * @throws ToolkitError SW_NODE_INVALID where it is no little-endian 64-bit ELF file
 */
export function strip(binary: Buffer): Buffer {
  const isElf = binary.toString('latin1', 0, 4) === '\u007fELF';
  if (!isElf || binary[header.class] !== 2 || binary[header.data] !== 1)
    throw new ToolkitError('SW_NODE_INVALID', { what: 'It is not a 64-bit little-endian ELF program' });
  const table = Number(binary.readBigUInt64LE(header.segmentTable));
  const size = binary.readUInt16LE(header.segmentSize);
  const count = binary.readUInt16LE(header.segmentCount);
  let end = table + size * count;
  for (let at = table; at < table + size * count; at += size) {
    const offset = Number(binary.readBigUInt64LE(at + segment.offset));
    const length = Number(binary.readBigUInt64LE(at + segment.fileSize));
    end = Math.max(end, offset + length);
  }
  const stripped = Buffer.from(binary.subarray(0, end));
  stripped.fill(0, header.sectionTable, header.sectionTable + 8);
  // Size, count and the index of the names, each two bytes.
  stripped.fill(0, header.sectionSize, header.sectionSize + 6);
  return stripped;
}
