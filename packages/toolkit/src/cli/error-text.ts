import { visible } from '../visible.ts';

/**
 * What the command tells of an error: its own name before it, and the lines of a message that has several (a compiler's, say) set
 * apart, so that none begins as a line of its own would: CI systems look there for commands.
 */
export function errorText(message: string): string {
  return `seaworthy: ${message.split('\n').map(visible).join('\n  | ')}`;
}
