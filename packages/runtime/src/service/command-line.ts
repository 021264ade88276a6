import { parseArgs } from 'node:util';
import { SeaworthyError } from '../errors.ts';

/** What a program on the runtime was asked to do. */
export interface CommandLine {
  readonly verb: 'serve' | 'describe' | 'help';
  readonly allowEmbedded: boolean;
}

/** What `--help` prints. */
export const usage = `usage: node main.js [serve | describe] [--allow-embedded]

  serve             runs the service until SIGTERM or SIGINT (the default)
  describe          prints the service contract as JSON
  --allow-embedded  lets embedded stores run in Kubernetes or under NODE_ENV=production
`;

/**
 * Reads the arguments after the program's name.
 *
 * @throws SeaworthyError SW_USAGE
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [verb = 'serve', ...rest] = positionals;
  if (values.help === true) return { verb: 'help', allowEmbedded: false };
  if (rest.length > 0 || (verb !== 'serve' && verb !== 'describe')) {
    throw new SeaworthyError('SW_USAGE', { what: `\`${positionals.join(' ')}\` is not a command` });
  }
  return { verb, allowEmbedded: values['allow-embedded'] === true };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, 'allow-embedded': { type: 'boolean' } },
    });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new SeaworthyError('SW_USAGE', { what, cause });
  }
}
