import type { DependencyProxy } from './dependency-proxy.ts';

/** Where a dependency listens. */
export type DependencyTarget = { readonly host: string; readonly port: number } | { readonly path: string };

/** Ports that a URL need not state, by its scheme. */
const defaultPorts: Readonly<Record<string, number>> = {
  amqp: 5672,
  amqps: 5671,
  http: 80,
  https: 443,
  kafka: 9092,
  mongodb: 27_017,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
};

/**
 * The address that a service gets in the place of the dependency's own: host and port are the proxy's, all else stays.
 * Of several hosts, as PostgreSQL, MongoDB and Kafka know them, none is left but the proxy, which stands before the
 * first. A Unix socket that PostgreSQL's `host` parameter names is taken out.
 *
 * @param address a URL, or `host:port`
 */
export function addressThrough(
  address: string,
  { host, port }: Pick<DependencyProxy, 'host' | 'port'>,
): string {
  const { scheme, user, rest } = partsOf(address);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return `${scheme}${user}${authority}${isPostgres(scheme) ? withoutHosts(rest) : rest}`;
}

/**
 * Where the dependency itself listens: the first of its hosts, with the scheme's port where none is stated. Undefined:
 * the address names none.
 */
export function targetOf(address: string): DependencyTarget | undefined {
  const { scheme, hosts, rest } = partsOf(address);
  const query = new URLSearchParams(/\?([^#]*)/.exec(rest)?.[1]);
  const isPg = isPostgres(scheme);
  const [first = ''] = hosts.split(',');
  const [, name = '', stated] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(first) ?? [];
  const host = (isPg ? query.get('host')?.split(',')[0] : undefined) || decodeURIComponent(name);
  const port = Number(
    (isPg ? query.get('port')?.split(',')[0] : undefined) ||
      stated ||
      defaultPorts[scheme.slice(0, -3).toLowerCase()],
  );
  if (host.startsWith('/')) return { path: isPg ? `${host}/.s.PGSQL.${port}` : host };
  if (host === '' || !(port > 0)) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}

function isPostgres(scheme: string): boolean {
  return /^postgres(ql)?:\/\/$/i.test(scheme);
}

/** Not by `URL`, which knows no list of hosts. */
function partsOf(address: string) {
  const [, scheme = '', user = '', hosts = '', rest = ''] =
    /^([a-z][a-z\d+.-]*:\/\/)?([^/?#]*@)?([^/?#]*)(.*)$/is.exec(address) ?? [];
  return { scheme, user, hosts, rest };
}

/** Without the parameters of libpq that say where to connect to. */
function withoutHosts(rest: string): string {
  return rest.replace(/\?([^#]*)/, (_, query: string) => {
    const kept = query.split('&').filter((part) => !/^(host|hostaddr|port)=/.test(part));
    return kept.length === 0 ? '' : `?${kept.join('&')}`;
  });
}
