/** Tags of each build for a container: Linux without C, by the standard compiler (go/build's `Context.matchTag`). */
const tags = /^(linux|unix|amd64|arm64|gc|go1(\.\d+)?)$/;

/** Whether a Go file is part of a build for a container: false where its `//go:build` line excludes it. */
export function isBuilt(source: string): boolean {
  const [header = ''] = source.split(/^package\s/m, 1);
  const [, line] = /^\/\/go:build\s(.*)$/m.exec(header) ?? [];
  if (line === undefined) return true;
  const tokens = line.match(/\|\||&&|[!()]|[\w.]+/g) ?? [];
  return anyOf(tokens);
}

/** Takes what it reads from `tokens`, as the others do (`go help buildconstraint`). */
function anyOf(tokens: string[]): boolean {
  let holds = allOf(tokens);
  while (taken(tokens, '||')) holds = allOf(tokens) || holds;
  return holds;
}

function allOf(tokens: string[]): boolean {
  let holds = one(tokens);
  while (taken(tokens, '&&')) holds = one(tokens) && holds;
  return holds;
}

function one(tokens: string[]): boolean {
  if (taken(tokens, '!')) return !one(tokens);
  if (!taken(tokens, '(')) return tags.test(tokens.shift() ?? '');
  const holds = anyOf(tokens);
  taken(tokens, ')');
  return holds;
}

function taken(tokens: string[], wanted: string): boolean {
  if (tokens[0] !== wanted) return false;
  tokens.shift();
  return true;
}
