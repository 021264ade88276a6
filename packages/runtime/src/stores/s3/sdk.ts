import type { GetObjectCommand, S3 } from '@aws-sdk/client-s3';
import type { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { loadPeer } from '../../load-peer.ts';

/** The parts of the AWS SDK that are used. */
export interface Sdk {
  readonly S3: typeof S3;
  readonly GetObjectCommand: typeof GetObjectCommand;
  readonly getSignedUrl: typeof getSignedUrl;
}

/**
 * The AWS SDK, loaded when it is first needed: it takes 100 ms, and a service without S3 need not install it.
 *
 * @throws SeaworthyError SW_PEER_MISSING
 */
export async function loadSdk(): Promise<Sdk> {
  const load = () => Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/s3-request-presigner')]);
  const [{ S3, GetObjectCommand }, { getSignedUrl }] = await loadPeer(
    load,
    'S3',
    '@aws-sdk/client-s3@3',
    '@aws-sdk/s3-request-presigner@3',
  );
  return { S3, GetObjectCommand, getSignedUrl };
}
