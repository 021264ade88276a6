import { HttpError } from '../../errors.ts';

/** No part begins with a dot: nothing climbs out of a folder, and what a store hides stays its own. */
const FORM = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/;
const MAX_LENGTH = 120;

/** Whether `key` may name an object, in a file system and in a URL alike. */
export function isKey(key: string): boolean {
  return key.length <= MAX_LENGTH && FORM.test(key);
}

/** @throws HttpError SW_UPLOAD_KEY, 400 */
export function checkKey(key: string): void {
  if (isKey(key)) return;
  const what = `\`${key.slice(0, MAX_LENGTH)}\` is not a key`;
  throw new HttpError('SW_UPLOAD_KEY', { what }, { status: 400, expose: true });
}
