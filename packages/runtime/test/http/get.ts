import { request, type Answer } from './http2-client.ts';

export const protocols = ['http/1.1', 'h2'] as const;

/** Asks by either protocol, alike. Rejects where the response is broken off. */
export async function get(
  protocol: (typeof protocols)[number],
  url: string,
  method = 'GET',
): Promise<Answer> {
  if (protocol === 'h2') return request(url, { ':path': new URL(url).pathname, ':method': method });
  const answer = await fetch(url, { method });
  const body = await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
}
