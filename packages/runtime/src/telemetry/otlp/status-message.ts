import { protobufFields } from './protobuf-fields.ts';

/**
 * What a collector says of a request that it did not take: the message of a `google.rpc.Status` (OTLP specification, "Failures"), or the text
 * that a proxy before it answers. Undefined where it says nothing that is to be read in a line.
 */
export function statusMessage(body: Uint8Array, contentType: string | undefined): string | undefined {
  try {
    const message = messageIn(body, contentType ?? '');
    return typeof message === 'string' ? message.trim() || undefined : undefined;
  } catch {
    return undefined;
  }
}

function messageIn(body: Uint8Array, contentType: string): unknown {
  const text = () => Buffer.from(body).toString();
  if (contentType.includes('json')) return (JSON.parse(text()) as { message?: unknown } | null)?.message;
  if (contentType.startsWith('text/plain')) return text();
  if (!contentType.includes('protobuf')) return undefined;
  const message = protobufFields(body).get(2);
  return message instanceof Uint8Array ? Buffer.from(message).toString() : undefined;
}
