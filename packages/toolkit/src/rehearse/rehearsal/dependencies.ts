import { ToolkitError } from '../../errors.ts';
import { addressThrough, startDependencyProxy, targetOf, type DependencyProxy } from '../stand-ins/index.ts';
import type { Note } from '../events.ts';
import type { Workload } from '../workload/index.ts';
import { startDependencyServer } from './dependency-server.ts';

/** The dependencies of a workload, each behind a proxy that can take it away. */
export interface Dependencies extends AsyncDisposable {
  readonly proxies: ReadonlyMap<string, DependencyProxy>;
  /** By name: where the workload finds it. */
  readonly urls: Readonly<Record<string, string>>;
}

/** What dependencies are started with. */
interface DependencyOptions {
  readonly host: string;
  readonly folder: string;
  readonly note: Note;
  readonly fault: (error: unknown) => void;
  /** Breaks the start off. */
  readonly signal: AbortSignal;
}

/**
 * Starts what `rehearse.yaml` names: a server where there is a command for it, and a proxy before each. What the contract
 * declares and nobody names stays unset.
 *
 * @param host where pods reach this machine
 * @throws ToolkitError SW_DEPENDENCY_START; the signal's reason
 */
export async function startDependencies(
  workload: Workload,
  { host, folder, note, fault, signal }: DependencyOptions,
): Promise<Dependencies> {
  await using started = new AsyncDisposableStack();
  const proxies = new Map<string, DependencyProxy>();
  const urls: Record<string, string> = {};
  for (const { name, critical, settings } of workload.dependencies) {
    let url = settings.url ?? '';
    if (settings.run !== undefined) {
      const server = started.use(
        await startDependencyServer(name, settings.run, settings.workingDir ?? folder, signal),
      );
      url = server.url;
      void server.ended.then(fault);
    }
    const target = targetOf(url);
    if (target === undefined)
      throw new ToolkitError('SW_DEPENDENCY_START', {
        what: `${name}: its URL names no host and port`,
        where: 'rehearse.yaml dependencies',
      });
    const proxy = started.use(
      await startDependencyProxy({
        name,
        critical,
        host,
        target,
        note,
        fault,
      }),
    );
    proxies.set(name, proxy);
    urls[name] = addressThrough(url, proxy);
  }
  const owned = started.move();
  return { proxies, urls, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
