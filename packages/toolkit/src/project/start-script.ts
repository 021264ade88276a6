/** Programs that run a file of JavaScript or TypeScript as Node does. */
const runners = new Set(['node', 'nodejs', 'tsx', 'ts-node', 'swc-node']);
/** Flags of Node whose value may be the next word (`node --help`). */
const withValue = /^(-r|-C|--require|--import|--loader|--experimental-loader|--conditions)$/;

/** The file that an npm script such as `NODE_ENV=production node --enable-source-maps dist/main` starts, as it stands there. */
export function scriptFile(script: string | undefined): string | undefined {
  for (const command of (script ?? '').split(/&&|\|\||[;|]/).toReversed()) {
    const words = (command.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) =>
      word.replaceAll(/^["']|["']$/g, ''),
    );
    const start = words.findIndex(
      (word) => !/^\w+=/.test(word) && !['cross-env', 'exec', 'npx'].includes(word),
    );
    if (start < 0 || !runners.has(words[start] ?? '')) continue;
    const file = firstArgument(words.slice(start + 1));
    if (file !== undefined) return file;
  }
  return undefined;
}

function firstArgument([word, ...rest]: readonly string[]): string | undefined {
  if (word === undefined || /^(-e|--eval|-p|--print|--run|--test)\b/.test(word)) return undefined;
  if (!word.startsWith('-')) return word;
  return firstArgument(withValue.test(word) ? rest.slice(1) : rest);
}
