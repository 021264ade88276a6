import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../errors.ts';
import type { DependencySettings, RehearsalSettings } from './settings/index.ts';

/** Something that the service talks to and that stands somewhere during the rehearsal, so that it can be taken away. */
export interface WorkloadDependency {
  readonly name: string;
  /** Without it the service is not ready. */
  readonly critical: boolean;
  /** Variables that tell the program where it is, with `{url}`, `{host}` and `{port}` in the place of its address. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where it is, or what runs it. */
  readonly settings: DependencySettings;
}

/**
 * The dependencies that the settings give a place; what the contract names besides is not there in a rehearsal.
 *
 * @throws ToolkitError SW_REHEARSAL_SETTINGS where nothing says which variable holds an address: the program would not get it
 */
export function dependenciesOf(
  { dependencies = {} }: RehearsalSettings,
  contract: ServiceContract | undefined,
): WorkloadDependency[] {
  return Object.entries(dependencies).map(([name, settings]) => {
    const stated = contract?.dependencies?.find((it) => it.name === name);
    const env = settings.env ?? stated?.env;
    if (env === undefined)
      throw new ToolkitError('SW_REHEARSAL_SETTINGS', {
        what: `Neither rehearse.yaml nor the contract says which variable holds the address of ${name}`,
        where: `dependencies.${name}`,
        fix: `State it in rehearse.yaml, such as \`dependencies: { ${name}: { env: DATABASE_URL } }\`.`,
      });
    return {
      name,
      critical: settings.critical ?? stated?.critical ?? true,
      variables: typeof env === 'string' ? { [env]: '{url}' } : env,
      settings,
    };
  });
}
