import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { settingsOf } from './settings.ts';
import { note, renderYaml } from './text/index.ts';

/** The content of the mounted configuration file: what may change while the process runs. Undefined where nothing may. */
export function settingsFile(contract: ServiceContract, header: string): string | undefined {
  const { file } = settingsOf(contract);
  if (file.length === 0) return undefined;
  const set = file.filter((entry) => entry.default !== undefined);
  const values = Object.fromEntries(
    set.map((entry) => [entry.env, note(entry.default, describeEntry(entry))]),
  );
  const unset = file.filter((entry) => entry.default === undefined);
  return renderYaml(
    [values],
    [header, 'Values that take effect in running pods.', ...notSetHere(unset)].join('\n'),
  );
}

/** What a variable is, in a line. */
export function describeEntry({ description, values, type }: ConfigEntry): string {
  const allowed = values === undefined ? type : values.join(', ');
  return `${description ?? 'No description in the contract.'} (${allowed})`;
}

/** What is said of variables that have no value, a line each. */
export function notSetHere(entries: readonly ConfigEntry[]): string[] {
  if (entries.length === 0) return [];
  const lines = entries.map(
    (entry) => `- ${entry.env}${isDemanded(entry) ? ' (required)' : ''}: ${describeEntry(entry)}`,
  );
  return ['Not set here:', ...lines];
}

function isDemanded({ required, requiredInProduction }: ConfigEntry): boolean {
  return required || requiredInProduction === true;
}
