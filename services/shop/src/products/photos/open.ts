import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeaworthyError, type App, type ConfigShape, type Secret } from '@seaworthy/runtime';
import { s3 } from '@seaworthy/runtime/s3';
import { folderStore, s3Store, uploads, type ObjectStore, type Uploads } from '@seaworthy/runtime/uploads';

/** The types that every browser shows, and no other: they are told by their first bytes. */
export const PHOTO_TYPES = ['image/avif', 'image/gif', 'image/jpeg', 'image/png', 'image/webp'];

/** Bytes of a photo: what a phone's camera makes. */
export const PHOTO_BYTES = 10 * 2 ** 20;

/** Where photos are. */
export interface PhotoPlace {
  /** Base URL of an S3-compatible server; undefined: a folder. */
  readonly endpoint: string | undefined;
  readonly bucket: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: Secret | undefined;
  /** The folder to keep them in, in development. Default: one that goes with the process. */
  readonly dataDir: string | undefined;
}

type Opener = Pick<App<ConfigShape>, 'use' | 'embeddedAllowed'>;

/** Opens the photos: in a bucket, or in a folder where no server is named. */
export async function openPhotos(app: Opener, place: PhotoPlace): Promise<Uploads> {
  const store = await openStore(app, place);
  return app.use(uploads({ name: 'photos', store, types: PHOTO_TYPES, maxBytes: PHOTO_BYTES }));
}

async function openStore(app: Opener, place: PhotoPlace): Promise<ObjectStore> {
  const { endpoint, bucket, accessKeyId, secretAccessKey, dataDir } = place;
  if (endpoint === undefined) {
    const folder = dataDir === undefined ? await scratch(app) : join(dataDir, 'photos');
    return folderStore({ folder, allowed: app.embeddedAllowed });
  }
  const credentials = credentialsOf(accessKeyId, secretAccessKey);
  // A shop without photos sells.
  const component = s3({ endpoint, bucket, critical: false, ...(credentials && { credentials }) });
  return s3Store({ bucket: await app.use(component), prefix: 'photos/' });
}

/** @throws SeaworthyError SW_CONFIG_INVALID where only one of the two is set, which would be passed over in silence */
function credentialsOf(accessKeyId: string | undefined, secretAccessKey: Secret | undefined) {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  const [id, secret] = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  throw new SeaworthyError('SW_CONFIG_INVALID', {
    what: 'Of the credentials for the photos’ bucket, only one half is set',
    where: accessKeyId === undefined ? `${id} is not set` : `${secret} is not set`,
    fix: `Set ${id} and ${secret}, or neither where the pod’s identity is to be used.`,
  });
}

/** A folder that is removed when the service stops. */
function scratch(app: Opener): Promise<string> {
  return app.use({
    name: 'photo folder',
    start: () => mkdtemp(join(tmpdir(), 'shop-photos-')),
    stop: (folder) => rm(folder, { recursive: true, force: true }),
  });
}
