/** Texts that fit the type of their variable, and variables that are not the service's to read. */
import { expect, test } from 'vitest';
import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { check, plain, workload } from '../check-text.ts';

const setTo = (type: ConfigEntry['type'], value: string, runtime?: string) => {
  const config = [{ env: 'VALUE', type, required: true }];
  const contract: ServiceContract = { ...plain, config, ...(runtime && { runtime }) };
  const { rules } = check(contract, workload([`env: [{name: VALUE, value: ${JSON.stringify(value)}}]`]));
  return rules.filter((rule) => rule.startsWith('configuration'));
};

test.each(['30', '1.5h', '1m30s', '1m 30 s', '500 ms', '1h 5', '10µs'])('%s is a duration', (value) => {
  expect(setTo('duration', value)).toEqual([]);
});

test.each(['forever', '5 weeks', 's', '1.s', `${'1'.repeat(5000)} x`])('%s is no duration', (value) => {
  expect(setTo('duration', value)).toEqual(['configuration/value']);
});

test.each(['mongodb://a:27017,b:27017/db?replicaSet=r', 'postgres://u:p@a:5432,b:5432/db'])(
  '%s is a URL to clients of databases, and not to our runtime',
  (value) => {
    expect(setTo('url', value)).toEqual([]);
    expect(setTo('url', value, '@seaworthy/runtime 0.1.0')).toEqual(['configuration/value']);
  },
);

test.each(['nope', '//host', 'http://', 'http:// a'])('%s is no URL', (value) => {
  expect(setTo('url', value)).toEqual(['configuration/value']);
});

const unknown = (name: string) => check(plain, workload([`env: [{name: ${name}, value: a}]`])).rules;

test.each([
  'HOSTNAME',
  'USER',
  'TERM',
  'UMASK',
  'XDG_CACHE_HOME',
  'npm_config_cache',
  'NPM_CONFIG_CACHE',
  'COREPACK_HOME',
  'GRPC_VERBOSITY',
  'GLIBC_TUNABLES',
  'JAEGER_AGENT_HOST',
  'PYROSCOPE_SERVER_ADDRESS',
  'PRISMA_CLIENT_ENGINE_TYPE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'JAVA_TOOL_OPTIONS',
  'PYTHONUNBUFFERED',
  'DOTNET_gcServer',
  'ASPNETCORE_URLS',
  'GODEBUG',
  'GOGC',
  'AUTOMEMLIMIT',
  'https_proxy',
  'NO_PROXY',
  'PGHOST',
  'AWS_REGION',
  'SSL_CERT_FILE',
  'LC_ALL',
  'GIN_MODE',
  'NEXT_TELEMETRY_DISABLED',
  'FASTIFY_ADDRESS',
  'SPRING_PROFILES_ACTIVE',
  'JVM_OPTS',
  'GUNICORN_CMD_ARGS',
  'PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION',
])('%s is read by others than the service', (name) => {
  expect(unknown(name)).toEqual([]);
});

test.each(['GIN_URL', 'NEXTCLOUD_URL', 'GOAL_URL', 'USERS', 'TERMS', 'HOSTNAMES', 'PG_URL', 'PROXY'])(
  '%s is nobody\u2019s but the service\u2019s',
  (name) => {
    expect(unknown(name)).toEqual(['configuration/unknown']);
  },
);
