import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closestMatch } from 'leven';
import { parseDuration } from '../config/index.ts';
import { SeaworthyError } from '../errors.ts';
import { messageOf } from '../thrown.ts';

/** What a program on the runtime was asked to do. */
export type CommandLine =
  | ServeCommand
  | { readonly verb: 'describe' }
  | { readonly verb: 'help' }
  | MigrateCommand
  | WaitForCommand;

/** `serve`, the default. */
export interface ServeCommand {
  readonly verb: 'serve';
  readonly allowEmbedded: boolean;
  /** Applies pending migrations first. */
  readonly migrate: boolean;
}

/** `migrate` and what of it. */
export interface MigrateCommand {
  readonly verb: 'migrate';
  readonly action: 'up' | 'down' | 'status' | 'dry-run' | 'baseline';
  /** A version to stop at. */
  readonly to: number | undefined;
  /** Milliseconds to wait for a database that is down. */
  readonly timeoutMs: number | undefined;
}

/** `wait-for` and whom. */
export interface WaitForCommand {
  readonly verb: 'wait-for';
  readonly targets: readonly string[];
  /** Milliseconds to wait for all of them. */
  readonly timeoutMs: number | undefined;
}

/** What `--help` prints. */
export const usage = `usage: node main.js [serve] [--allow-embedded] [--migrate]
       node main.js describe
       node main.js migrate [--status | --dry-run | --down | --baseline] [--to VERSION] [--timeout DURATION]
       node main.js wait-for TARGET… [--timeout DURATION]

  serve             runs the service until SIGTERM, SIGINT or SIGHUP (the default)
  --allow-embedded  lets embedded stores run in Kubernetes or under NODE_ENV=production
  --migrate         applies pending migrations first, in development

  describe          prints the service contract as JSON

  migrate           applies pending migrations, as an init container
  --status          prints what is applied and what is pending; changes nothing
  --dry-run         prints the SQL that would be run; changes nothing
  --down            takes back the last migration, or all after --to; in development only
  --baseline        records all up to --to as applied and runs nothing, once, for a database that has its schema already
  --to VERSION      stops at this version, such as 7
  --timeout         how long to wait for a database that is down; 60s where absent

  wait-for          waits until every target answers: host:port, http://…, https://…, postgres://…, redis://…, amqp://…,
                    kafka://…, mongodb://…, mqtt://…, mysql://…, nats://…, or the name of a variable that holds such an
                    address; 60s where --timeout is absent
`;

type Options = NonNullable<ParseArgsConfig['options']>;

const timeout = { timeout: { type: 'string' } } satisfies Options;
const verbs = {
  serve: { 'allow-embedded': { type: 'boolean' }, migrate: { type: 'boolean' } },
  describe: {},
  migrate: {
    status: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    down: { type: 'boolean' },
    baseline: { type: 'boolean' },
    to: { type: 'string' },
    ...timeout,
  },
  'wait-for': timeout,
} satisfies Record<string, Options>;

/**
 * Reads the arguments after the program's name.
 *
 * @throws SeaworthyError SW_USAGE
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const [first = 'serve'] = args;
  const verb = first.startsWith('-') ? 'serve' : first;
  if (!isVerb(verb)) throw misuse(`\`${verb}\` is not a command`);
  const { values, positionals } = parse(args[0] === verb ? args.slice(1) : args, verb);
  const is = (name: string) => values[name] === true;
  if (is('help')) return { verb: 'help' };
  if (verb !== 'wait-for' && positionals.length > 0)
    throw misuse(`\`${positionals.join(' ')}\` is not expected`);
  const timeoutMs = read(values['timeout'], parseDuration);
  switch (verb) {
    case 'serve':
      return { verb, allowEmbedded: is('allow-embedded'), migrate: is('migrate') };
    case 'describe':
      return { verb };
    case 'migrate': {
      const [action = 'up', another] = (['status', 'dry-run', 'down', 'baseline'] as const).filter(is);
      if (another !== undefined) throw misuse(`--${action} and --${another} exclude each other`);
      const to = read(values['to'], parseVersion);
      if (action === 'baseline' && to === undefined)
        throw misuse('--baseline needs --to, the last migration that the database has in effect');
      return { verb, action, to, timeoutMs };
    }
    case 'wait-for':
      if (positionals.length === 0) throw misuse('wait-for needs a target');
      return { verb, targets: positionals, timeoutMs };
  }
}

function isVerb(name: string): name is keyof typeof verbs {
  return Object.hasOwn(verbs, name);
}

function parse(args: readonly string[], verb: keyof typeof verbs) {
  try {
    const options: Options = { help: { type: 'boolean', short: 'h' }, ...verbs[verb] };
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw misuse(whatIsUnknown(cause, verb) ?? messageOf(cause), cause);
  }
}

/** In the place of Node's words, which go on about arguments that begin with a dash. */
function whatIsUnknown(cause: unknown, verb: keyof typeof verbs): string | undefined {
  if ((cause as NodeJS.ErrnoException).code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return undefined;
  const [, option = ''] = /'(-[^']*)'/.exec(messageOf(cause)) ?? [];
  const nearest = closestMatch(
    option,
    Object.keys(verbs[verb]).map((name) => `--${name}`),
    { maxDistance: 3 },
  );
  return `\`${option}\` is no option of ${verb}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function read(value: unknown, parseValue: (text: string) => number): number | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parseValue(value);
  } catch (cause) {
    throw misuse(`\`${value}\`: ${messageOf(cause)}`, cause);
  }
}

/** A version, or a migration's whole name. */
function parseVersion(text: string): number {
  const [digits] = /^\d+/.exec(text) ?? [];
  if (digits === undefined)
    throw new RangeError('expected the version of a migration, such as 7 or 0007_title');
  return Number(digits);
}

function misuse(what: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError('SW_USAGE', { what, cause });
}
