/** A service that receives files of up to 2 GiB, in a bucket where `S3_ENDPOINT` is set, else in `FOLDER`. */
import { config, defineService } from '@seaworthy/runtime';
import { s3 } from '@seaworthy/runtime/s3';
import { folderStore, s3Store, UPLOAD_HELD_BYTES, uploads, type Download } from '@seaworthy/runtime/uploads';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

const maxBytes = 2 * 2 ** 30;
const streamed = { maxBytes, heldBytes: UPLOAD_HELD_BYTES };

await defineService({
  name: 'uploads',
  version: '1.0.0',
  config: {
    S3_ENDPOINT: config.url().optional(),
    FOLDER: config.string().default('uploads'),
  },
  http: {
    bodies: { 'PUT /files/:key': streamed, '/tus/*': streamed },
    limits: { bodyGraceMs: 500 },
  },
  async start(app) {
    const { S3_ENDPOINT: endpoint, FOLDER: folder } = app.config;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
    const store =
      endpoint === undefined
        ? folderStore({ folder, allowed: app.embeddedAllowed })
        : s3Store({ bucket: await app.use(s3({ endpoint, bucket: 'test', credentials })) });
    const files = await app.use(uploads({ store, types: ['image/*'], maxBytes }));
    const tus = await files.tus({ path: '/tus' });
    return {
      async listener(request, response) {
        const { url = '', method, headers } = request;
        const key = url.slice('/files/'.length);
        if (url.startsWith('/tus')) return tus.handle(request, response);
        if (method === 'PUT')
          return response.end(JSON.stringify(await files.save(request, { key, headers })));
        return send(response, await files.download(key, request));
      },
    };
  },
}).run();

async function send(response: ServerResponse, { status, headers, body }: Download): Promise<void> {
  response.writeHead(status, headers);
  if (body === undefined) response.end();
  else await pipeline(body, response);
}
