import type { ServiceContract } from '@seaworthy/contract';

/** A service on our runtime, with everything that a contract can state. */
export const shop: ServiceContract = {
  contractVersion: 1,
  name: 'shop',
  version: '1.2.3',
  language: 'node',
  runtime: '@seaworthy/runtime 0.1.0',
  command: ['node', 'main.js'],
  migrateCommand: ['node', 'main.js', 'migrate'],
  ports: [
    { name: 'http', port: 8080, env: 'PORT', protocol: 'http' },
    { name: 'admin', port: 9090, env: 'ADMIN_PORT', protocol: 'http' },
  ],
  probes: {
    startup: { port: 'admin', path: '/startupz' },
    liveness: { port: 'admin', path: '/livez' },
    readiness: { port: 'admin', path: '/readyz' },
  },
  shutdown: { gracePeriodSeconds: 30, preStopSeconds: 0, drainDelaySeconds: 5 },
  config: [
    { env: 'DATABASE_URL', type: 'url', required: false, secret: true },
    { env: 'REDIS_URL', type: 'url', required: false, secret: true },
    { env: 'SHOP_CONNECTIONS', type: 'integer', required: false, default: '10' },
    { env: 'SHOP_MODE', type: 'enum', values: ['fast', 'safe'], required: false, default: 'safe' },
    {
      env: 'LOG_LEVEL',
      type: 'enum',
      values: ['debug', 'info'],
      required: false,
      default: 'info',
      reloadable: true,
    },
    { env: 'PORT', type: 'port', required: false, default: '8080' },
    { env: 'ADMIN_PORT', type: 'port', required: false, default: '9090' },
    { env: 'SEAWORTHY_GRACE_PERIOD', type: 'duration', required: false, default: '30s' },
  ],
  resources: { cpu: { request: '250m' }, memory: { limit: '400Mi' } },
  dependencies: [
    { name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' },
    { name: 'redis', kind: 'redis', critical: false, env: 'REDIS_URL' },
  ],
  writablePaths: ['/tmp'],
};

/** A Go program as articles write it: it stops listening at the signal. */
export const pinger: ServiceContract = {
  contractVersion: 1,
  name: 'pinger',
  version: '0.0.1',
  language: 'go',
  command: ['/service'],
  ports: [{ name: 'http', port: 8080, env: 'PORT', protocol: 'http' }],
  probes: { liveness: { port: 'http', path: '/healthz' }, readiness: { port: 'http', path: '/ready' } },
  shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 },
  config: [{ env: 'API_TOKEN', type: 'string', required: true, secret: true }],
  resources: { cpu: { limit: '1500m' }, memory: { limit: '128Mi' } },
};
