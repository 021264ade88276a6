import { config, reloadable, requiredInProduction } from '@seaworthy/runtime';

/** What the shop is configured by. */
export const settings = {
  DATABASE_URL: requiredInProduction(
    config.secret(config.url({ protocols: ['postgres', 'postgresql'] })).optional(),
  ).describe('The PostgreSQL server. Unset: an embedded one, for development only.'),
  SHOP_DATABASE_CONNECTIONS: config
    .integer({ min: 1, max: 100 })
    .default(5)
    .describe(
      'The most connections to the PostgreSQL server that one replica holds: ten of them, and more in a rollout, stay below the 97 of PostgreSQL’s default.',
    ),
  SHOP_DATA_DIR: config
    .string()
    .optional()
    .describe('Folder of the embedded database and photos. Unset: gone when the process ends.'),
  REDIS_URL: requiredInProduction(
    config.secret(config.url({ protocols: ['redis', 'rediss'] })).optional(),
  ).describe('The Redis or Valkey server of the cache. Unset: in memory, for development only.'),
  S3_ENDPOINT: requiredInProduction(config.url().optional()).describe(
    'The S3-compatible server of the photos. Unset: a folder, for development only.',
  ),
  S3_BUCKET: config.string().default('shop').describe('The bucket of the photos; it must exist.'),
  S3_ACCESS_KEY_ID: config
    .string()
    .optional()
    .describe('Unset: what the AWS SDK finds, such as a pod’s identity.'),
  S3_SECRET_ACCESS_KEY: config.secret().optional().describe('Unset: what the AWS SDK finds.'),
  SHOP_SESSION_KEYS: reloadable(
    requiredInProduction(
      config
        .list(config.secret())
        .refine((keys) => keys.length > 0)
        .optional(),
    ),
  ).describe(
    'Secrets of 32 bytes or more that sign session cookies: the first signs, all verify. Unset: one of this process, for development only.',
  ),
  PAYMENTS_URL: config
    .url()
    .optional()
    .describe('The payments service. Unset: orders are fulfilled without a payment.'),
  SHOP_FULFIL_EVERY: reloadable(config.duration().prefault('1s')).describe(
    'Time between two looks for orders to pay and to fulfil.',
  ),
};
