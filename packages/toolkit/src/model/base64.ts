/** What base64 stands for; undefined: it is none. Go's decoder passes over line breaks, and refuses all else that is not of the alphabet. */
export function decodeBase64(value: string): Buffer | undefined {
  const text = value.replaceAll(/[\r\n]/g, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? Buffer.from(text, 'base64')
    : undefined;
}
