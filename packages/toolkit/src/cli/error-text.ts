import { visible } from '../visible.ts';

/**
 * What the command tells of an error: its own name before it, and the lines of a message that has several (a compiler's, say) set
 * apart, so that none begins as a line of its own would: CI systems look there for commands.
 * Tabs, with which Go's compiler and its stacks begin lines, are spaces here.
 */
export function errorText(message: string): string {
  const lines = message.replaceAll('\t', '    ').split(/\r?\n/);
  return `seaworthy: ${lines.map(visible).join('\n  | ')}`;
}
