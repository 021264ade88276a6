import type { Container } from '../../model/index.ts';
import type { Clock } from '../clock.ts';
import type { PodSandbox, RunningContainer } from '../engines/index.ts';
import { exitWords } from './exit-words.ts';
import { followed, httpUrl, MAX_BODY_BYTES, MAX_REQUESTS, requestHeaders } from './probes/index.ts';

/** A postStart or preStop of a manifest. */
export type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** Where a hook is run. */
export interface HookTarget {
  readonly container: Container;
  readonly running: RunningContainer;
  readonly sandbox: PodSandbox;
  readonly clock: Clock;
  /** Called once the command of a hook has ended, whoever still holds its output. Default: nobody is told. */
  readonly ended?: () => void;
}

/**
 * Runs a hook (pkg/kubelet/lifecycle/handlers.go): a command that must exit 0, a GET for which any status is success, or
 * a pause.
 *
 * @throws when it failed, and the signal's reason once it aborts
 */
export async function runHook(hook: Hook, target: HookTarget, signal: AbortSignal): Promise<void> {
  if (hook.exec) {
    const result = await target.running.exec(hook.exec.command ?? [], signal, target.ended);
    if (result.code !== 0) throw new Error(exitWords(result));
  } else if (hook.httpGet) await get(hook.httpGet, target, signal);
  else if (hook.sleep) await target.clock.sleep(hook.sleep.seconds * 1000, signal);
  else throw new Error('a hook is a command, a GET or a sleep');
}

/** A redirect is followed on the same host only, and one to elsewhere is success. A server that answers HTTPS by HTTP is asked by HTTP. */
async function get(
  action: NonNullable<Hook['httpGet']>,
  { container, sandbox: { ip, network } }: HookTarget,
  signal: AbortSignal,
): Promise<void> {
  let url = httpUrl(action, container, ip);
  const headers = requestHeaders(action, 'lifecycle');
  for (let requests = 0; requests < MAX_REQUESTS; requests++) {
    const answer = await network.get({ url, headers }, signal).catch((error: unknown) => {
      if (!isPlainHttp(error)) throw error;
      const { authorization: _, ...others } = headers;
      return network.get({ url: withoutTls(url), headers: others }, signal);
    });
    await answer.readBody(MAX_BODY_BYTES).catch(() => signal.throwIfAborted());
    const next = followed(answer, url);
    if (next === 'elsewhere') return;
    if (next === 'nowhere') throw new Error(`a redirect to ${answer.location}`);
    url = next;
  }
  throw new Error(`stopped after ${MAX_REQUESTS} redirects`);
}

/** What OpenSSL says of an answer that is no TLS. */
function isPlainHttp(error: unknown): boolean {
  return error instanceof Error && error.message.includes('wrong version number');
}

/** The same port, be it that of HTTPS. */
function withoutTls({ href, port }: URL): URL {
  const url = new URL(href);
  url.protocol = 'http:';
  url.port = port || '443';
  return url;
}
