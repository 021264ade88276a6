const labelEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** A label's value as it stands between quotes, in both text formats: `\`, `"` and line feed are escaped. */
export function escapeLabelValue(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => labelEscapes[character] ?? character);
}

/** The text of `# HELP` in the Prometheus format 0.0.4: quotes stand as they are. */
export function escapeHelp(help: string): string {
  return help.replace(/[\\\n]/g, (character) => labelEscapes[character] ?? character);
}
