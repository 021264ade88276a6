import { readTextFile } from '../config/index.ts';
import { SeaworthyError } from '../errors.ts';
import { connectSchemes, connectTarget, type ConnectTarget } from './connect-target.ts';

/** In which protocols servers are asked whether they can be used. */
export type Protocol = 'http' | 'https' | 'postgres' | 'postgresql' | 'redis' | 'rediss';

/** A server to wait for. */
export type Target = ConnectTarget | UrlTarget;

/** One that is asked in its own protocol. */
export interface UrlTarget {
  readonly protocol: Protocol;
  /** The whole address, with its credentials. */
  readonly url: URL;
  /** The address as it may be printed: without credentials and query. */
  readonly label: string;
}

const protocols: readonly string[] = [
  'http',
  'https',
  'postgres',
  'postgresql',
  'redis',
  'rediss',
] satisfies readonly Protocol[];

/** Names of variables, which no address looks like. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads a target: an address, or the name of a variable that holds one, so that no secret is in the process list. As in the
 * configuration, `NAME_FILE` may name a mounted file that holds it, and outweighs `NAME`.
 *
 * @param place where it stands, for messages. Default `wait-for`
 * @throws SeaworthyError SW_USAGE, which says nothing of what the text holds
 */
export function parseTarget(text: string, env: NodeJS.ProcessEnv, place = 'wait-for'): Target {
  const variable = VARIABLE.test(text) ? text : undefined;
  const address = variable === undefined ? text : valueOf(variable, env);
  const where = variable ?? place;
  if (address === undefined || address === '') throw invalid(where, 'The variable is not set');
  const connected = connectTarget(address);
  if (typeof connected === 'string') throw invalid(where, connected);
  if (connected !== undefined) return connected;
  const url = URL.parse(address);
  const protocol = url?.protocol.slice(0, -1);
  if (url === null || !isProtocol(protocol))
    throw invalid(
      where,
      `A target is not an address of ${[...connectSchemes, ...protocols].map((it) => `${it}://`).join(', ')}`,
    );
  if (url.hostname === '') throw invalid(where, 'A target has no host');
  const path = url.pathname === '/' ? '' : url.pathname;
  return { protocol, url, label: `${url.protocol}//${url.host}${path}` };
}

function valueOf(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${variable}_FILE`];
  if (path === undefined || path === '') return env[variable];
  const file = readTextFile(path);
  if ('problem' in file) throw invalid(variable, `The file ${path} ${file.problem}`);
  return file.text.trim();
}

function isProtocol(name: string | undefined): name is Protocol {
  return name !== undefined && protocols.includes(name);
}

function invalid(where: string, what: string): SeaworthyError {
  return new SeaworthyError('SW_USAGE', { what, where });
}
