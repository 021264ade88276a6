/**
 * The whole body of an answer.
 *
 * @param most in bytes: an answer may go on for ever
 * @throws RangeError where it is longer; what breaks it off
 */
export async function bodyOf({ body }: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > most) throw new RangeError(`It is longer than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
