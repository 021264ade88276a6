/** One line of a table, by column. */
export type TableRow = Readonly<Record<string, string | number | undefined>>;

/** A table in plain text: numbers to the right, everything else to the left. */
export function table(rows: readonly TableRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const right = columns.map((column) => rows.every((row) => isNumeric(row[column])));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) =>
        right[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}

function isNumeric(value: TableRow[string]): boolean {
  return value === undefined || typeof value === 'number';
}

function cell(value: TableRow[string]): string {
  if (value === undefined) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(1);
  return value;
}
