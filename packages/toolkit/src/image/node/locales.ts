import { ToolkitError } from '../../errors.ts';

/** An item of ICU's data: such as `icudt78l/lang/de.res`. Offsets are from the table's start. */
interface Item {
  readonly name: string;
  readonly nameAt: number;
  readonly dataAt: number;
  readonly size: number;
}

/** ICU's common data: a header of two lengths, a magic number and the format's name, then a table of contents (ICU, ucmndata.h). */
const FORMAT = { text: 'CmnD', at: 12, magic: [0xda, 0x27] as const };
/** `de`, `zh_Hant_TW`: names of locales, as opposed to those of other resources. */
const localeName = /^[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?(_[A-Z]+)?$/;

/**
 * Takes all locales but the wanted ones out of the ICU data within a Node binary, which becomes as Node's own builds with
 * `--with-intl=small-icu`: `Intl` falls back to the default locale for the others. The space is left as zeros, which
 * take no room in a layer. Everything else of ICU stays: time zones, Unicode, character sets.
 *
 * @param wanted languages, such as `en`; their regions and scripts are kept with them
 * @throws ToolkitError SW_NODE_INVALID where the binary has no such data
 */
export function keepLocales(binary: Buffer, wanted: readonly string[]): Buffer {
  const languages = new Set(['root', ...wanted.map((name) => name.split(/[-_]/)[0] ?? name)]);
  const isWanted = ({ name }: Item) => {
    const [, stem = ''] = /([^/]*)\.res$/.exec(name) ?? [];
    return !localeName.test(stem) || languages.has(stem.split('_')[0] ?? '');
  };
  const table = findTable(binary);
  const items = readItems(binary, table);
  const kept = items.filter(isWanted);
  const result = Buffer.from(binary);
  for (const item of items)
    if (!isWanted(item)) result.fill(0, table + item.dataAt, table + item.dataAt + item.size);
  result.writeUInt32LE(kept.length, table);
  for (const [index, { nameAt, dataAt }] of kept.entries()) {
    result.writeUInt32LE(nameAt, table + 4 + 8 * index);
    result.writeUInt32LE(dataAt, table + 8 + 8 * index);
  }
  return result;
}

function findTable(binary: Buffer): number {
  for (let at = binary.indexOf(FORMAT.text); at !== -1; at = binary.indexOf(FORMAT.text, at + 1)) {
    const header = at - FORMAT.at;
    if (binary[header + 2] === FORMAT.magic[0] && binary[header + 3] === FORMAT.magic[1])
      return header + binary.readUInt16LE(header);
  }
  throw new ToolkitError('SW_NODE_INVALID', {
    what: 'It holds no ICU data to take locales from',
    fix: 'Leave `locales` out, or use one of Node’s official builds.',
  });
}

function readItems(binary: Buffer, table: number): Item[] {
  const count = binary.readUInt32LE(table);
  const offset = (index: number, field: 0 | 4) => binary.readUInt32LE(table + 4 + 8 * index + field);
  return Array.from({ length: count }, (_, index) => {
    const nameAt = offset(index, 0);
    const dataAt = offset(index, 4);
    const name = binary.toString('latin1', table + nameAt, binary.indexOf(0, table + nameAt));
    // Where the last one ends is not told, so it stays.
    return { name, nameAt, dataAt, size: index + 1 < count ? offset(index + 1, 4) - dataAt : 0 };
  });
}
