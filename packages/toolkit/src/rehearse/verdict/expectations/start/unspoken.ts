import type { Loss } from '../../loss/index.ts';
import type { Act } from '../../view.ts';
import type { Words } from '../../words/index.ts';
import type { RequestKind } from '../../../requests.ts';

/** What kinds of requests are sent by: h2c is HTTP/2 that begins without an upgrade, all others are HTTP/1.1. */
export const protocolOf = (kind: RequestKind) => (kind === 'h2c' ? 'HTTP/2' : 'HTTP/1.1');

/**
 * Of losses that nothing explains: that the port speaks another protocol than that of their steps, of which none was ever answered
 * while those of the other protocol were. Undefined where it is not so.
 */
export function unspoken(losses: readonly Loss[], { steps, evidence }: Act): Words | undefined {
  const [lost, ...others] = new Set(losses.map(({ request }) => protocolOf(request.kind)));
  if (lost === undefined || others.length > 0) return undefined;
  const [own = [], rest = []] = [true, false].map((isOwn) =>
    steps.filter(({ kind }) => (protocolOf(kind) === lost) === isOwn),
  );
  if (own.some(({ answered }) => answered > 0) || !rest.some(({ answered }) => answered > 0))
    return undefined;
  const spoken = lost === 'HTTP/2' ? 'HTTP/1.1' : 'HTTP/2';
  return {
    cause: `port ${evidence.workload.trafficPort} of the pods speaks ${spoken} alone: no step by ${lost} was ever answered there (${own.map(({ action }) => action).join(', ')})`,
    fix: `send them by \`kind: ${spoken === 'HTTP/2' ? 'h2c' : 'http1'}\` in \`load.steps\`, leave them out where they belong to another port, or have the program speak both there`,
  };
}
