import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolkitError } from '../errors.ts';
import { packageProblem } from './package-shape.ts';

/** The fields of a package.json that are read. */
export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  /** As it stands: {@link licenceOf} reads it. */
  readonly license?: unknown;
  readonly main?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** The members of the workspace that it is the root of, in npm's form or Yarn's. */
  readonly workspaces?: unknown;
  /** By Corepack's form, such as `pnpm@10.34.9`. */
  readonly packageManager?: string;
  readonly engines?: Readonly<Record<string, string>>;
  /** What this command is told by the repository itself. */
  readonly seaworthy?: Settings;
}

/** The field `seaworthy` of package.json. An option on the command line wins over it. */
export interface Settings {
  /** The file that the service starts with, relative to package.json. */
  readonly entry?: string;
  readonly image?: ImageSettings;
}

/** What is said of the image. */
export interface ImageSettings {
  /** Packages that stay out of the image: what is only used in development. Importing one fails at run time. */
  readonly exclude?: readonly string[];
  /** Packages that are copied as they are instead of bundled. Those that can't be bundled, such as those with native addons, are anyway. */
  readonly external?: readonly string[];
  /** Files to copy beside the bundle, as globs relative to package.json, such as `migrations/*.sql`; of packages only by name. */
  readonly assets?: readonly string[];
  /**
   * Languages that `Intl` knows in the image, such as `["en", "de"]`. Default: all, for which Node's layer is 6 MB larger.
   */
  readonly locales?: readonly string[];
  readonly warmUp?: WarmUpSettings;
}

/** How the service is started once at build time, so that the image holds what V8 compiled of it. */
export interface WarmUpSettings {
  /** Arguments of the program, such as `["describe"]` where it can't serve without its surroundings. Default: none. */
  readonly args?: readonly string[];
  /** Paths that are requested once it listens. Default: `/`. */
  readonly paths?: readonly string[];
  /** Environment variables for it, never secrets. Default: none but its ports. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Reads the package.json in `folder`; undefined when there is none.
 *
 * @throws ToolkitError SW_PROJECT_FILE
 */
export async function readPackageJson(folder: string): Promise<PackageJson | undefined> {
  const path = join(folder, 'package.json');
  let value: unknown;
  try {
    value = parseManifest(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ToolkitError('SW_PROJECT_FILE', { what: (cause as Error).message, where: path, cause });
  }
  const problem = packageProblem(value);
  if (problem !== undefined) throw new ToolkitError('SW_PROJECT_FILE', { what: problem, where: path });
  return value as PackageJson;
}

/** The text of a package.json as a value; a byte order mark before it is passed over, as npm does. */
export function parseManifest(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}

/** The licence that a package.json states: the field `license`, or the `type` in it, as npm once had it; else undefined. */
export function licenceOf({ license }: { readonly license?: unknown }): string | undefined {
  const told =
    typeof license === 'object' && license !== null ? (license as { type?: unknown }).type : license;
  return typeof told === 'string' ? told : undefined;
}
