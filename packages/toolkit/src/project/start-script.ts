import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mayBeSecret } from '../secret-files.ts';

/** Programs that run a file of JavaScript or TypeScript as Node does. */
const runners = new Set(['node', 'nodejs', 'tsx', 'ts-node', 'swc-node']);

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

/** The scripts that start a service, by custom; the second is that of Nest's projects, whose `start` is for development. */
const startScripts = { start: 'npm start', 'start:prod': 'npm run start:prod' } as const;

/** The file of Node's that a package's scripts start, and the command that does. See {@link scriptFile}. */
export function startedFile(
  root: string,
  scripts: Readonly<Record<string, string>> = {},
): { readonly path: string; readonly from: string } | undefined {
  for (const [name, from] of Object.entries(startScripts)) {
    const path = scriptFile(root, scripts[name]);
    if (path !== undefined) return { path, from };
  }
  return undefined;
}

/**
 * The file that an npm script such as `NODE_ENV=production node --enable-source-maps dist/main` starts, as it stands there.
 * It need not exist, for a build may write it. What may hold secrets, such as the value of `--env-file`, is never taken for it.
 *
 * @param root the project's folder, absolute
 */
function scriptFile(root: string, script: string | undefined): string | undefined {
  for (const command of (script ?? '').split(/&&|\|\||[;|]/).toReversed()) {
    const words = (command.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) =>
      word.replaceAll(/^["']|["']$/g, ''),
    );
    const start = words.findIndex(
      (word) => !/^\w+=/.test(word) && !['cross-env', 'exec', 'npx'].includes(word),
    );
    const runner = words[start] ?? '';
    if (!runners.has(runner)) continue;
    const file = firstScript(root, runner, words.slice(start + 1));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The files that Node takes a path for, in its order (Node's documentation of modules, "All together"). */
export function spellings(path: string): string[] {
  return [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`, `${path}.ts`, join(path, 'index.js')];
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function firstScript(root: string, runner: string, [word, ...rest]: readonly string[]): string | undefined {
  if (word === undefined || /^(-e|--eval|-p|--print|--run|--test)\b/.test(word)) return undefined;
  if (withValue.has(word)) return firstScript(root, runner, rest.slice(1));
  const isCommand = runner === 'tsx' && word === 'watch';
  if (!word.startsWith('-') && !isCommand && isScript(root, word)) return word;
  return firstScript(root, runner, rest);
}

/** By its ending, or as a path without one; a mere word only if there is such a script. */
function isScript(root: string, word: string): boolean {
  if (mayBeSecret(word)) return false;
  return (
    /\.[cm]?[jt]sx?$|^\.\.?$|\/[^./]*$/.test(word) ||
    spellings(word).some((path) => isFile(resolve(root, path)))
  );
}
