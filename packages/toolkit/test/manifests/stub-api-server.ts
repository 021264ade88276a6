import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubernetesObject } from '../../src/model/index.ts';

/**
 * A stub of a Kubernetes API server, for a client that asks which kinds there are before it does anything: it tells of the kinds
 * of the objects, and has none of them.
 */
export async function stubApiServer(
  objects: readonly KubernetesObject[],
): Promise<AsyncDisposable & { readonly url: string }> {
  const documents = discovery(objects);
  const server = createServer(({ url = '' }, response) => {
    const found = documents.get(url.split('?', 1).join());
    response.statusCode = found === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(found ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound' }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers by path, in the form before aggregated discovery (Kubernetes API concepts, "API Discovery"). */
function discovery(objects: readonly KubernetesObject[]): Map<string, unknown> {
  const kinds = Map.groupBy(objects, ({ apiVersion }) => apiVersion);
  const groups = [...kinds.keys()].filter((version) => version.includes('/'));
  return new Map<string, unknown>([
    ['/api', { kind: 'APIVersions', versions: ['v1'] }],
    ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) }],
    ...[...kinds].map(([groupVersion, its]): [string, unknown] => [
      `/${groupVersion.includes('/') ? 'apis' : 'api'}/${groupVersion}`,
      {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion,
        resources: [...new Set(its.map(({ kind }) => kind))].map(resourceOf),
      },
    ]),
  ]);
}

function groupOf(groupVersion: string) {
  const [name = '', version = ''] = groupVersion.split('/');
  return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
}

function resourceOf(kind: string) {
  const plural = kind.toLowerCase().replace(/y$/, 'ie');
  const verbs = ['create', 'get', 'list', 'patch'];
  return { name: `${plural}s`, singularName: kind.toLowerCase(), namespaced: true, kind, verbs };
}
