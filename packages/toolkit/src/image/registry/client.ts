import { ToolkitError } from '../../errors.ts';
import { answerTo } from './answer.ts';
import { authorize, parseChallenge } from './authorization.ts';
import { bodyOf } from './body.ts';
import { credentialsFor } from './credentials.ts';
import { Refusal } from './retrying.ts';

/** One request to a registry. */
export interface RegistryRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Answers that are not errors besides the successful ones. */
  readonly expect?: readonly number[];
}

/** A registry, as one repository of it is used (distribution-spec). */
export interface RegistryClient {
  readonly registry: string;
  readonly repository: string;
  /**
   * @param path below `/v2/<repository>/`, or a whole address that the registry gave
   * @throws ToolkitError SW_REGISTRY_UNREACHABLE, SW_REGISTRY_DENIED, SW_REGISTRY_REFUSED
   */
  request(path: string, request?: RegistryRequest): Promise<Response>;
}

/** How a registry is spoken to. */
export interface ClientOptions {
  readonly registry: string;
  readonly repository: string;
  readonly access: 'pull' | 'pull,push';
  /** Other repositories of the same registry to read from, for mounts. */
  readonly sources?: readonly string[];
  /** Plain HTTP. Default: for addresses of this machine only, as docker does. */
  readonly insecure?: boolean | undefined;
  /** How long an answer may take to begin, in milliseconds. Default: a minute, and five where something is uploaded. */
  readonly patienceMs?: number;
}

const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

export function registryClient(options: ClientOptions): RegistryClient {
  const {
    registry,
    repository,
    access,
    sources = [],
    insecure = isLocal.test(registry),
    patienceMs,
  } = options;
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const base = `${insecure ? 'http' : 'https'}://${host}/v2/${repository}/`;
  const scope = [`repository:${repository}:${access}`, ...sources.map((it) => `repository:${it}:pull`)].join(
    ' ',
  );
  let authorization: Promise<string> | undefined;

  /** Uploads may be addressed at another host, which must not be told the credentials. */
  const headersFor = async (url: URL, headers: Readonly<Record<string, string>>) => {
    const own = url.origin === new URL(base).origin;
    return own && authorization !== undefined ? { ...headers, authorization: await authorization } : headers;
  };
  const send = async (url: URL, { method = 'GET', headers = {}, body }: RegistryRequest) => {
    const init = { method, headers: await headersFor(url, headers), ...(body === undefined ? {} : { body }) };
    return answerTo(url, init, registry, patienceMs);
  };
  return {
    registry,
    repository,
    async request(path, request = {}) {
      const url = new URL(path, base);
      const sentWith = authorization;
      let response = await send(url, request);
      if (response.status === 401) {
        const challenge = parseChallenge(response.headers.get('www-authenticate'));
        if (challenge === undefined) throw await refusal(response, registry);
        await response.body?.cancel();
        // Several requests may be refused at once, for one expired token.
        if (authorization === sentWith) {
          const asked = credentialsFor(registry, repository).then((it) => authorize(challenge, it, scope));
          authorization = asked;
          // The next attempt asks again.
          asked.catch(() => (authorization = undefined));
        }
        response = await send(url, request);
      }
      if (response.ok || request.expect?.includes(response.status) === true) return response;
      throw await refusal(response, registry);
    },
  };
}

/** So many bytes of what a registry says of a refusal are read. */
const MOST_WORDS = 2 ** 16;

async function refusal(response: Response, registry: string): Promise<ToolkitError> {
  const { status } = response;
  const body = await bodyOf(response, MOST_WORDS).then(String, () => '');
  const what = `The registry answered ${status}${messageOf(body)}`;
  const denied = status === 401 || status === 403;
  const code = denied ? 'SW_REGISTRY_DENIED' : 'SW_REGISTRY_REFUSED';
  return new ToolkitError(code, { what, where: registry, cause: new Refusal(response) });
}

/** The registry's own words (distribution-spec, "Error Codes"). */
function messageOf(body: string): string {
  try {
    const { errors = [] } = JSON.parse(body) as { errors?: { code?: string; message?: string }[] };
    const told = errors.map(({ code, message }) => [code, message].filter(Boolean).join(': '));
    return told.length === 0 ? '' : `, ${told.join('; ')}`;
  } catch {
    return '';
  }
}
