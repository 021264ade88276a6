/** Places in a 64-bit ELF file's header (System V ABI, chapter 4). */
const header = { class: 4, data: 5, segmentTable: 32, segmentSize: 54, segmentCount: 56 };
/** In an entry of the segment table (chapter 5, "Program Header"), and the types that are looked at. */
const segment = { offset: 8, address: 16, fileSize: 32, loaded: 1, dynamic: 2 };
/** Tags of the entries of the dynamic section (chapter 5, "Dynamic Section"), each of which has two words. */
const dynamic = { end: 0, needed: 1, texts: 5, size: 16 };

export function isElf(content: Buffer): boolean {
  return content.toString('latin1', 0, 4) === '\u007fELF';
}

/**
 * The shared libraries that an ELF program or library has loaded by their names, such as `libssl.so.3`, in the order in which they
 * stand there. None of a static program, of what is no little-endian 64-bit ELF file, or one that is cut off.
 */
export function neededLibraries(content: Buffer): string[] {
  if (!isElf(content) || content[header.class] !== 2 || content[header.data] !== 1) return [];
  try {
    return neededIn(content);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function neededIn(content: Buffer): string[] {
  const segments = segmentsOf(content);
  const section = segments.find(({ type }) => type === segment.dynamic);
  if (section === undefined) return [];
  const entries: { tag: number; value: number }[] = [];
  for (let at = section.offset; ; at += dynamic.size) {
    const tag = word(content, at);
    if (tag === dynamic.end) break;
    entries.push({ tag, value: word(content, at + dynamic.size / 2) });
  }
  const address = entries.find(({ tag }) => tag === dynamic.texts)?.value ?? 0;
  const home = segments.find(
    (it) => it.type === segment.loaded && it.address <= address && address < it.address + it.fileSize,
  );
  if (home === undefined) return [];
  const texts = home.offset + address - home.address;
  return entries.flatMap(({ tag, value }) =>
    tag === dynamic.needed
      ? [content.toString('latin1', texts + value, content.indexOf(0, texts + value))]
      : [],
  );
}

function segmentsOf(content: Buffer) {
  const table = word(content, header.segmentTable);
  const size = content.readUInt16LE(header.segmentSize);
  return Array.from({ length: content.readUInt16LE(header.segmentCount) }, (_, index) => {
    const at = table + index * size;
    return {
      type: content.readUInt32LE(at),
      offset: word(content, at + segment.offset),
      address: word(content, at + segment.address),
      fileSize: word(content, at + segment.fileSize),
    };
  });
}

function word(content: Buffer, at: number): number {
  return Number(content.readBigUInt64LE(at));
}
