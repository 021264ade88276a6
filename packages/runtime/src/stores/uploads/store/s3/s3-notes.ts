import { ifPresent, isMissing, isPreconditionFailed, type S3Bucket } from '../../../s3/index.ts';
import { NoteConflict, type Notes } from '../object-store.ts';

/** Notes as objects, written under the condition of their version (`If-Match`). */
export function s3Notes({ client, bucket }: S3Bucket, prefix: string): Notes {
  const target = (id: string) => ({ Bucket: bucket, Key: `${prefix}${id}.json` });
  return {
    async read(id) {
      const found = await ifPresent(client.getObject(target(id)));
      if (found === undefined) return undefined;
      return { text: (await found.Body?.transformToString()) ?? '', version: found.ETag ?? '' };
    },
    async write(id, text, before) {
      const condition = before === undefined ? { IfNoneMatch: '*' } : { IfMatch: before };
      try {
        const { ETag = '' } = await client.putObject({ ...target(id), ...condition, Body: text });
        return ETag;
      } catch (cause) {
        throw isPreconditionFailed(cause) || isMissing(cause) ? new NoteConflict(id, { cause }) : cause;
      }
    },
    remove: async (id) => void (await client.deleteObject(target(id))),
  };
}
