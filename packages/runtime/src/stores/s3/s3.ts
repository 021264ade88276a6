import type { S3 } from '@aws-sdk/client-s3';
import type { Secret } from '../../config/index.ts';
import { retry, type Component } from '../../lifecycle/index.ts';
import { askBucket } from './ask-bucket.ts';
import { isTransient } from './failure.ts';
import { loadSdk } from './sdk.ts';
import { clientConfig } from './settings.ts';

/** Which bucket, where it is, and what the service does without it. */
export interface S3Options {
  readonly bucket: string;
  /** Base URL of the server, such as `http://minio.storage:9000`. Default: Amazon's in `region`. */
  readonly endpoint?: string;
  /** Base URL under which clients outside the cluster reach the same server, for signed URLs. Default: `endpoint`. */
  readonly publicEndpoint?: string;
  /** Default: `us-east-1` with an `endpoint`, else what the SDK finds (`AWS_REGION`). */
  readonly region?: string;
  /**
   * Or what tells them, asked at each request, for keys that are rotated while the process runs. Default: what the SDK finds (the
   * environment, EKS Pod Identity, a web identity token, …), renewed before it expires.
   */
  readonly credentials?: S3Credentials | (() => S3Credentials);
  /** Whether the bucket stands in the path, and not in the host name. Default: with an `endpoint`. */
  readonly pathStyle?: boolean;
  /** Unique name, for logs, checks and errors. Default `s3`. */
  readonly name?: string;
  /**
   * True: the start waits for the server, and the service is unready while it is down. False: the service starts
   * without it, and is degraded while it is down. Default true.
   */
  readonly critical?: boolean;
  /** Milliseconds until an attempt to connect, or to have one of the connections, fails. Default 2000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds in which nothing is sent nor received until a request fails. Default 10,000. */
  readonly idleTimeoutMs?: number;
  /** How often a request is sent at most, with backoff, where the server is busy or gone. Default 3. */
  readonly maxAttempts?: number;
  /**
   * Connections at most, each of which a download holds until it has been read. A further request waits for one, and fails
   * after `connectTimeoutMs`. The check has one of its own. Default 50.
   */
  readonly maxConnections?: number;
}

/** Keys of an S3 server. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string | Secret;
}

/** A bucket and the client that speaks to its server. */
export interface S3Bucket {
  /** Of `@aws-sdk/client-s3`. */
  readonly client: S3;
  readonly bucket: string;
  /** A URL that lets whoever has it download an object until it expires. `headers` are those that the answer shall carry. */
  signDownload(key: string, expiresInSeconds: number, headers: SignedHeaders): Promise<string>;
}

/** What the answer to a signed URL says of the object. */
export interface SignedHeaders {
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
}

/**
 * A bucket as a component: `const bucket = await app.use(s3({ endpoint, bucket: 'photos', credentials }))`. Built on
 * `@aws-sdk/client-s3` 3, an optional peer. Its requests are traced and measured as those of any HTTP client; it is
 * released after everything that was opened later. The start waits for a server that is down, and fails where it refuses
 * (wrong credentials, no such bucket), and says which.
 *
 * The check asks for the bucket, which needs the permission `s3:ListBucket`.
 *
 * @throws SeaworthyError SW_PEER_MISSING at the start where the SDK is not installed
 */
export function s3(options: S3Options): Component<S3Bucket> {
  const { bucket, name = 's3', critical = true } = options;
  let asker: S3 | undefined;
  let signer: S3 | undefined;
  return {
    name,
    async start(context) {
      const { S3, GetObjectCommand, getSignedUrl } = await loadSdk();
      // With a connection of its own: a client whose connections are all busy is not a bucket that is down.
      const own = new S3(clientConfig({ ...options, maxConnections: 1 }));
      try {
        if (critical) await retry(context, name, () => askBucket(own, bucket), { isTransient });
      } catch (error) {
        own.destroy();
        throw error;
      }
      asker = own;
      const client = new S3(clientConfig(options));
      return {
        client,
        bucket,
        signDownload: (key, expiresIn, { contentDisposition, cacheControl }) => {
          // It signs and never connects. A client takes milliseconds to make, and many services sign nothing.
          signer ??= new S3(clientConfig(options, options.publicEndpoint));
          const command = new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ResponseContentDisposition: contentDisposition,
            ResponseCacheControl: cacheControl,
          });
          return getSignedUrl(signer, command, { expiresIn });
        },
      };
    },
    stop({ client }) {
      for (const each of [asker, signer, client]) each?.destroy();
    },
    check: {
      run: ({ client }, signal) => askBucket(asker ?? client, bucket, signal),
      critical,
    },
  };
}
