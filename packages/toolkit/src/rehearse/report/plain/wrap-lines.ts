/** Narrower than this there is too little beside what is indented. */
const NARROWEST = 40;

/** What stands before a line's own text: blanks, a mark of a list or a label. */
const LEAD = /^ *(?:(?:✗|-|(?:cause|fix|lost|log):) +)?(?:\| +)?/;

/**
 * A text for a terminal so many characters wide: its lines are broken between words, and what goes on stands below their own text. A
 * word that fits nowhere is left to the terminal, and so is a line with colours, whose width is not its length.
 */
export function wrapLines(text: string, columns: number): string {
  return columns < NARROWEST ? text : text.replaceAll(/^.+$/gm, (line) => wrapped(line, columns));
}

function wrapped(line: string, columns: number): string {
  if (line.length <= columns || line.includes('\u001b')) return line;
  const [lead = ''] = LEAD.exec(line) ?? [];
  const blank = ' '.repeat(Math.min(lead.length, columns / 2));
  const lines: string[] = [];
  let current = lead;
  for (const word of line.slice(lead.length).split(' ')) {
    const isEmpty = current === lead || current === blank;
    if (!isEmpty && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = blank + word;
    } else current += isEmpty ? word : ` ${word}`;
  }
  return [...lines, current].join('\n');
}
