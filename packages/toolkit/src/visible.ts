/**
 * Text of programs, manifests and servers on one line of a terminal or a log: control characters, with which it could move the cursor, hide
 * lines or give commands to a CI system, are replaced by their escapes; so is what begins a command for Azure Pipelines
 * (`##vso[`, `##[`) or TeamCity (`##teamcity[`), which look for it anywhere in a line. Colours are left out.
 */
export function visible(text: string): string {
  // First: what they stand within must not become a command without them.
  return withoutColours(text).replaceAll(unsafe, (character) =>
    character === '\n' ? ' ⏎ ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const unsafe =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /#(?=#(?:\[|vso|teamcity))|[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gi;

/** Text without the escape sequences by which a terminal colours it (ECMA-48, SGR), which many loggers write to a file as well. */
export function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return text.replaceAll(/\u001b\[[\d;:]*m/g, '');
}
