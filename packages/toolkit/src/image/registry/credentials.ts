import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ToolkitError } from '../../errors.ts';
import { isJson } from '../../is-json.ts';

/** Who logs in to a registry: with a password, or with a token that stands for it (docker's `identitytoken`). */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string };

/** The parts of docker's `config.json` that are read. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** Under which Docker Hub's credentials are kept: by docker, and by podman (containers-auth.json(5)). */
const HUB_KEYS = ['https://index.docker.io/v1/', 'docker.io'] as const;
/** What a registry may be called in a file, docker's own name for it first. */
type Keys = readonly [string, ...string[]];
/** The user that a helper names where the password is an identity token (docker-credential-helpers, README). */
const TOKEN_USER = '<token>';

/**
 * The credentials for a repository of a registry, as docker and podman keep them: a helper for this registry, the file itself, or
 * the helper for all. Undefined where there are none.
 *
 * @throws ToolkitError SW_CREDENTIAL_HELPER, SW_PROJECT_FILE
 */
export async function credentialsFor(registry: string, repository: string): Promise<Credentials | undefined> {
  const keys: Keys = registry === 'docker.io' ? HUB_KEYS : [registry, `https://${registry}`];
  for (const path of configFiles()) {
    const config = await readConfig(path);
    const found = config && (await inConfig(config, keys, pathsOf(registry, repository)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The repository and the namespaces that it is in, to each of which podman may be logged in (containers-auth.json(5)). */
function pathsOf(registry: string, repository: string): string[] {
  const parts = repository.split('/');
  return parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
}

/** In docker's order, then podman's (containers-auth.json(5); without `XDG_RUNTIME_DIR` as in containers/image). */
function configFiles(): string[] {
  const { DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_CONFIG_HOME, XDG_RUNTIME_DIR } = process.env;
  const runtime = XDG_RUNTIME_DIR && join(XDG_RUNTIME_DIR, 'containers');
  return [
    ...(REGISTRY_AUTH_FILE === undefined ? [] : [REGISTRY_AUTH_FILE]),
    join(DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json'),
    join(runtime || `/run/containers/${process.getuid?.()}`, 'auth.json'),
    join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'containers', 'auth.json'),
  ];
}

async function readConfig(path: string): Promise<DockerConfig | undefined> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    return JSON.parse(content) as DockerConfig;
  } catch (cause) {
    throw new ToolkitError('SW_PROJECT_FILE', { what: 'It is not valid JSON', where: path, cause });
  }
}

async function inConfig(
  config: DockerConfig,
  keys: Keys,
  paths: readonly string[],
): Promise<Credentials | undefined> {
  const { credHelpers = {}, auths = {}, credsStore } = config;
  const helped = keys.find((key) => key in credHelpers);
  if (helped !== undefined) return askHelper(credHelpers[helped] ?? '', helped);
  const entry = [...paths, ...keys].map((key) => auths[key]).find((it) => it !== undefined);
  if (entry?.identitytoken) return { identityToken: entry.identitytoken };
  if (entry?.auth) {
    const [, username = '', password = ''] =
      /^([^:]*):([^\0]*)/.exec(Buffer.from(entry.auth, 'base64').toString()) ?? [];
    return { username, password };
  }
  return credsStore === undefined ? undefined : askHelper(credsStore, keys[0]);
}

/** The protocol of docker-credential-helpers: the registry on standard input, JSON on standard output. */
async function askHelper(helper: string, key: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A helper that ends early closes its input.
  child.stdin.on('error', () => {});
  child.stdin.end(key);
  try {
    const [output, code] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0) {
      if (/not found/i.test(output)) return undefined;
      throw new Error(output.trim() || `exit status ${code}`);
    }
    // What the parser says of anything else would quote it, and with it the secret.
    if (!isJson(output)) throw new Error('What it answered is not JSON');
    const { Username, Secret } = JSON.parse(output) as { Username: string; Secret: string };
    return Username === TOKEN_USER ? { identityToken: Secret } : { username: Username, password: Secret };
  } catch (cause) {
    throw new ToolkitError('SW_CREDENTIAL_HELPER', { what: (cause as Error).message, where: program, cause });
  }
}
