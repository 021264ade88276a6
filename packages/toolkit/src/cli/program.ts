import { CommandExitCode } from '@seaworthy/contract';
import { CommanderError, type Command } from 'commander';
import { asWriteError, errorCatalogue, ToolkitError } from '../errors.ts';
import { messageOf } from '../message-of.ts';
import { tell } from './tell.ts';

/**
 * Runs what the arguments ask for and returns the exit status. An error is told once. An action reports findings by
 * setting `process.exitCode` itself.
 */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  for (const command of [program, ...program.commands]) prepare(command);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', bearWithoutReader);
  // Ends by an exit that listeners hear of: they remove what is half-written and end their children.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(CommandExitCode.interrupted));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? CommandExitCode.ok);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return CommandExitCode.ok;
    // Without a command commander has shown the help, which says all.
    if (error instanceof CommanderError && error.code === 'commander.help') return CommandExitCode.usage;
    return tell(asToolkitError(asWriteError(error), nameOf(program, args)), args);
  }
}

/** Whoever reads the output may leave (`| head`): what else is to be written is, and the exit status tells the same. */
function bearWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Commander throws instead of ending the process, and leaves the telling of errors to us. */
function prepare(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  command.option('--debug', 'print the stack of an error');
  command.hook('preAction', (_, asked) => refuseEmpty(asked));
}

/** An empty text is that of a variable which is not set, in a script: it would be the current folder, or a default. */
function refuseEmpty(command: Command): void {
  const option = command.options.find((it) => command.getOptionValue(it.attributeName()) === '');
  const what = option === undefined ? 'an argument' : `the value of \`${option.flags}\``;
  if (option !== undefined || command.args.includes(''))
    throw new ToolkitError('SW_COMMAND_USAGE', { what: `${what} is empty` });
}

/** The command and the subcommand that was asked for, whose help tells more. */
function nameOf(program: Command, [first]: readonly string[]): string {
  const found = program.commands.find((command) => command.name() === first);
  return [program, found].flatMap((command) => command?.name() ?? []).join(' ');
}

function asToolkitError(error: unknown, command: string): ToolkitError {
  const help = `Run \`${command} --help\`.`;
  if (error instanceof ToolkitError) {
    const { code, what, where, fix, cause } = error;
    const isGeneral = fix === errorCatalogue.SW_COMMAND_USAGE.fix;
    return isGeneral ? new ToolkitError(code, { what, where, fix: help, cause }) : error;
  }
  if (error instanceof CommanderError)
    return new ToolkitError('SW_COMMAND_USAGE', { what: onOneLine(error.message), fix: help });
  return new ToolkitError('SW_DEFECT', { what: messageOf(error), cause: error });
}

/** Without what is said around it anyway: `error: ` before it, a full stop after it. */
function onOneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
}
