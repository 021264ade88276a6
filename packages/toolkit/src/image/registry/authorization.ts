import { ToolkitError } from '../../errors.ts';
import { answerTo, unreachable } from './answer.ts';
import { bodyOf } from './body.ts';
import type { Credentials } from './credentials.ts';
import { Refusal } from './retrying.ts';

/** What a registry asks for with a 401 (RFC 9110; distribution's token specification). */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a `WWW-Authenticate` header, which may hold several challenges (RFC 9110, section 11.6.1): that for a token goes before
 * that for a password, as with docker. Undefined where there is neither.
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const [item] of (header ?? '').matchAll(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g)) {
    const { scheme, name, quoted, plain } = challengeItem.exec(item)?.groups ?? {};
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const last = challenges.at(-1);
    if (last !== undefined && name !== undefined)
      last.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '';
  }
  for (const scheme of ['bearer', 'basic'] as const) {
    const found = challenges.find((it) => it.scheme === scheme);
    if (found !== undefined) return { scheme, parameters: found.parameters };
  }
  return undefined;
}

/** What is between two commas: a scheme, a parameter, or both. */
const challengeItem =
  /^\s*(?:(?<scheme>[^\s="]+)(?=\s*$|\s+[^\s=]))?\s*(?:(?<name>[^\s="]+)\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<plain>[^\s"]+)))?\s*$/;

/**
 * The `Authorization` header that answers a challenge.
 *
 * @param scope what is to be done, as in `repository:name:pull,push`; several are separated by spaces
 * @throws ToolkitError SW_REGISTRY_DENIED, SW_REGISTRY_UNREACHABLE, SW_REGISTRY_REFUSED where it names no token service, or that is busy
 */
export async function authorize(
  challenge: Challenge,
  credentials: Credentials | undefined,
  scope: string,
): Promise<string> {
  if (challenge.scheme === 'bearer') return `Bearer ${await fetchToken(challenge, credentials, scope)}`;
  if (credentials === undefined || !('username' in credentials))
    throw new ToolkitError('SW_REGISTRY_DENIED', { what: 'The registry wants a login, and there is none' });
  return basic(credentials);
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** In bytes; tokens are sent in a header, and so are short. */
const MOST_ANSWER = 2 ** 20;

async function fetchToken(
  { parameters }: Challenge,
  credentials: Credentials | undefined,
  scope: string,
): Promise<string> {
  const { realm = '', service = '' } = parameters;
  if (!URL.canParse(realm))
    throw new ToolkitError('SW_REGISTRY_REFUSED', { what: `It names no token service, but "${realm}"` });
  const response =
    credentials !== undefined && 'identityToken' in credentials
      ? await exchange(realm, service, scope, credentials.identityToken)
      : await ask(realm, service, scope, credentials);
  if (!response.ok) {
    const cause = new Refusal(response);
    const what = `The token service answered ${response.status}`;
    const code = cause.isPassing ? 'SW_REGISTRY_REFUSED' : 'SW_REGISTRY_DENIED';
    throw new ToolkitError(code, { what, where: realm, cause });
  }
  const answer = await bodyOf(response, MOST_ANSWER)
    .then((body) => JSON.parse(String(body)) as { token?: string; access_token?: string })
    .catch((error: unknown) => {
      throw unreachable(error, realm);
    });
  const { token, access_token } = answer;
  return token ?? access_token ?? '';
}

/** By GET, with the password (distribution, docs/spec/auth/token.md). */
function ask(
  realm: string,
  service: string,
  scope: string,
  credentials: Credentials | undefined,
): Promise<Response> {
  const url = new URL(realm);
  url.searchParams.set('service', service);
  for (const one of scope.split(' ')) url.searchParams.append('scope', one);
  const headers: Record<string, string> =
    credentials !== undefined && 'username' in credentials ? { authorization: basic(credentials) } : {};
  return answerTo(url, { headers }, realm);
}

/** By POST, with a refresh token (docs/spec/auth/oauth.md). */
function exchange(realm: string, service: string, scope: string, token: string): Promise<Response> {
  const form = { grant_type: 'refresh_token', service, scope, client_id: 'seaworthy', refresh_token: token };
  return answerTo(new URL(realm), { method: 'POST', body: new URLSearchParams(form) }, realm);
}
