import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mayBeSecret } from '../file-system/secret-files.ts';
import { serverOfProgram } from './built-server.ts';

/** Programs that run a file of JavaScript or TypeScript, and what has Node do the same. */
const runners: Readonly<Record<string, readonly string[]>> = {
  node: [],
  nodejs: [],
  tsx: ['--import', 'tsx'],
  'ts-node': ['--require', 'ts-node/register'],
  'swc-node': ['--require', '@swc-node/register'],
};

/** Flags whose value may be the next word: those of Node (`node --help`), and the last line's of tsx and ts-node. */
const withValue = new Set(
  `-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists
  --allow-fs-read --allow-fs-write --build-snapshot-config --cpu-prof-dir --cpu-prof-interval --cpu-prof-name
  --debug-port --diagnostic-dir --disable-proto --disable-warning --dns-result-order --experimental-config-file
  --experimental-package-map --experimental-sea-config --heap-prof-dir --heap-prof-interval --heap-prof-name
  --heapsnapshot-near-heap-limit --heapsnapshot-signal --icu-data-dir --input-type --inspect-port
  --inspect-publish-uid --localstorage-file --max-http-header-size --max-old-space-size-percentage
  --network-family-autoselection-attempt-timeout --openssl-config --redirect-warnings --report-dir
  --report-directory --report-filename --report-signal --secure-heap --secure-heap-min --snapshot-blob --title
  --tls-cipher-list --tls-keylog --trace-event-categories --trace-event-file-pattern --trace-require-module
  --unhandled-rejections --use-largepages --v8-pool-size --watch-kill-signal --watch-path
  --tsconfig -P --project --cwd -O --compiler-options`.split(/\s+/),
);

/** Flags by which Node loads something before the file. */
const preloads = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader']);

/** Flags of development: a container has no files of variables. */
const ofDevelopment = /^--(env-file|watch|inspect|test)/;

/** The file of Node's that a script starts. */
export interface StartedFile {
  /** As it stands there. It need not exist, for a build may write it. */
  readonly path: string;
  /** What Node is given before it, such as `--import ./otel.js`, flags of development left out. */
  readonly flags: readonly string[];
  /** What it is handed itself, but for what a shell would fill in. */
  readonly args: readonly string[];
  /** The command that starts it, for people. */
  readonly from: string;
}

/** The scripts that start a service, by custom; the second is that of Nest's projects, whose `start` is for development. */
const startScripts = { start: 'npm start', 'start:prod': 'npm run start:prod' } as const;

/** The file that a package's scripts start: its own, or that of a framework's program, such as `next start`. */
export function startedFile(
  root: string,
  scripts: Readonly<Record<string, string>> = {},
): StartedFile | undefined {
  for (const [name, from] of Object.entries(startScripts)) {
    const started = scriptFile(root, scripts[name]);
    if (started !== undefined) return { ...started, from };
  }
  return undefined;
}

/** What Node loads before the file, as the flags name it. */
export function preloadsOf({ flags }: StartedFile): string[] {
  return flags.flatMap((word, index) => {
    const [name = '', value = flags[index + 1]] = word.split(/=(.*)/);
    return preloads.has(name) && value !== undefined ? [value] : [];
  });
}

/**
 * The file that an npm script such as `NODE_ENV=production node --enable-source-maps dist/main` starts. What may hold secrets, such
 * as the value of `--env-file`, is never taken for it.
 *
 * @param root the project's folder, absolute
 */
function scriptFile(root: string, script: string | undefined): Omit<StartedFile, 'from'> | undefined {
  for (const words of commandsOf(script ?? '').toReversed()) {
    const start = words.findIndex(
      (word) => !/^\w+=/.test(word) && !['cross-env', 'exec', 'npx'].includes(word),
    );
    const runner = words[start] ?? '';
    const server = serverOfProgram(runner);
    if (server !== undefined)
      return { path: server.file, flags: [], args: withoutShell(words.slice(start + 1)) };
    if (!Object.hasOwn(runners, runner)) continue;
    const started = firstScript(root, runner, words.slice(start + 1));
    if (started !== undefined) return started;
  }
  return undefined;
}

/** The commands of a line for a shell, each in words without their quotes: `--name="a b"` is one. */
function commandsOf(script: string): string[][] {
  const commands: string[][] = [[]];
  for (const [text] of script.matchAll(/&&|\|\|?|;|(?:"(?:\\"|[^"])*"|'[^']*'|&(?!&)|[^\s"';|&])+/g)) {
    if (/^(&&|\|\|?|;)$/.test(text)) commands.push([]);
    else commands.at(-1)?.push(withoutQuotes(text));
  }
  return commands;
}

function withoutQuotes(word: string): string {
  return word.replaceAll(
    /"((?:\\"|[^"])*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double?.replaceAll('\\"', '"') ?? single ?? '',
  );
}

/** The files that Node takes a path for, in its order (Node's documentation of modules, "All together"). */
export function spellings(path: string): string[] {
  return [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`, `${path}.ts`, join(path, 'index.js')];
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function firstScript(
  root: string,
  runner: string,
  words: readonly string[],
): Omit<StartedFile, 'from'> | undefined {
  const own = runners[runner] ?? [];
  const flags: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^(-e|--eval|-p|--print|--run|--test)\b/.test(word)) return undefined;
    const isFlag = word.startsWith('-');
    const isCommand = runner === 'tsx' && word === 'watch';
    if (!isFlag && !isCommand && isScript(root, word))
      return { path: word, flags: [...own, ...flags], args: withoutShell(words.slice(index + 1)) };
    const given = withValue.has(word) ? [word, words[(index += 1)] ?? ''] : [word];
    // The value of a flag that is not known: both are left out.
    if (!isFlag && flags.at(-1)?.startsWith('-') && flags.at(-1) === words[index - 1]) flags.pop();
    // Flags of other runners are their own, and no shell fills variables in.
    const isOfNode = own.length === 0 || preloads.has(word.replace(/=.*/, ''));
    const isKept = isFlag && isOfNode && !ofDevelopment.test(word);
    if (isKept && !given.join().includes('$')) flags.push(...given);
  }
  return undefined;
}

/** Words as they reach a program without a shell: up to what is for the shell itself, and without what it would fill in, and the flag of that. */
function withoutShell(words: readonly string[]): string[] {
  const end = words.findIndex((word) => /^(\d?[<>]|&)/.test(word));
  const own = end < 0 ? words : words.slice(0, end);
  const isFilledIn = (word = '') => /[$`]/.test(word);
  return own.filter((word, index) => {
    const isOfNext = word.startsWith('-') && !word.includes('=') && isFilledIn(own[index + 1]);
    return !isFilledIn(word) && !isOfNext;
  });
}

/** By its ending, or as a path without one; a mere word only if there is such a script. */
function isScript(root: string, word: string): boolean {
  if (mayBeSecret(word)) return false;
  return (
    /\.[cm]?[jt]sx?$|^\.\.?$|\/[^./]*$/.test(word) ||
    spellings(word).some((path) => isFile(resolve(root, path)))
  );
}
