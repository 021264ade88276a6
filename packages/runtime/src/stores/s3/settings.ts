import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { revealed } from '../../config/index.ts';
import type { S3Credentials, S3Options } from './s3.ts';

/**
 * The client's settings. The SDK's own defaults have no time-out at all, and send checksums that other servers than
 * Amazon's refuse; what is sent is covered by the signature anyway.
 */
export function clientConfig(options: S3Options, endpoint = options.endpoint): S3ClientConfig {
  const {
    region,
    credentials,
    connectTimeoutMs = 2_000,
    idleTimeoutMs = 10_000,
    maxConnections = 50,
  } = options;
  const agent = { keepAlive: true, maxSockets: maxConnections };
  return {
    ...(endpoint !== undefined && { endpoint, forcePathStyle: options.pathStyle ?? true }),
    // Servers without regions take any; Amazon's is found by the SDK.
    ...((region ?? endpoint) !== undefined && { region: region ?? 'us-east-1' }),
    ...(credentials !== undefined && {
      credentials:
        typeof credentials === 'function'
          ? // The SDK keeps what does not expire, and asks anew for what has.
            async () => ({ ...keysOf(credentials()), expiration: new Date() })
          : keysOf(credentials),
    }),
    maxAttempts: options.maxAttempts ?? 3,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      socketTimeout: idleTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}

function keysOf({ accessKeyId, secretAccessKey }: S3Credentials) {
  return {
    accessKeyId,
    secretAccessKey: revealed(secretAccessKey),
  };
}
