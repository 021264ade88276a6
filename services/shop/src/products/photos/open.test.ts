import { Secret } from '@seaworthy/runtime';
import { expect, test } from 'vitest';
import { openPhotos } from './open.ts';

const app = { embeddedAllowed: false, use: () => Promise.reject(new Error('nothing is opened')) };
const place = { endpoint: 'http://localhost', bucket: 'photos', dataDir: undefined };

test.each([
  ['S3_ACCESS_KEY_ID', { accessKeyId: undefined, secretAccessKey: new Secret('secret') }],
  ['S3_SECRET_ACCESS_KEY', { accessKeyId: 'id', secretAccessKey: undefined }],
])('without %s alone, the start is refused', async (unset, credentials) => {
  await expect(openPhotos(app, { ...place, ...credentials })).rejects.toMatchObject({
    code: 'SW_CONFIG_INVALID',
    where: `${unset} is not set`,
  });
});
