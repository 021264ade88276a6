import type { YAMLError } from 'yaml';

/** What is wrong with a text, and the character at which. */
export interface SyntaxFault {
  readonly message: string;
  readonly offset: number;
  /** What to do. Default: to correct it. */
  readonly fix?: string;
}

/** The longest that is said of one fault, in characters. */
const MAX_MESSAGE = 120;

/**
 * What the reader says of a document that it does not understand, a line of each. Of a list or map in brackets that is not closed within
 * what stands deeper than its key only that is said, for the others follow from it: go-yaml takes lines that stand no deeper, and YAML does
 * not (YAML 1.2.2, 7.4, "flow collection styles").
 */
export function syntaxFaults(errors: readonly YAMLError[]): SyntaxFault[] {
  const open = errors.find(({ code, message }) => code === 'BAD_INDENT' && notClosed.test(message));
  if (open === undefined)
    return errors.map(({ message, pos }) => ({ message: firstLine(message), offset: pos[0] }));
  const [, name, bracket] = notClosed.exec(open.message) ?? [];
  return [
    {
      message: `the flow ${name} before this ends with a ${bracket}, and has all of its lines deeper than its key`,
      offset: open.pos[0],
      fix: `Put the ${bracket} where it belongs, or indent the lines before it: kubectl reads lines that are no deeper, and YAML has none.`,
    },
  ];
}

const notClosed = /^Flow (\w+) in block collection must be sufficiently indented and end with a (.)/;

function firstLine(message: string): string {
  const line = message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
  // It may quote all that it did not understand.
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line;
}
