import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { onTestFinished } from 'vitest';

/** What came back of one HTTP/2 request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Opens a session until the test is over. */
export function session(url: string): ClientHttp2Session {
  const opened = connect(url);
  opened.on('error', () => {});
  onTestFinished(() => opened.destroy());
  return opened;
}

/** One request in a session, or in one of its own. */
export function request(
  to: string | ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<Answer> {
  const stream = (typeof to === 'string' ? session(to) : to).request(headers, {
    endStream: body === undefined,
  });
  return new Promise((resolve, reject) => {
    let text = '';
    let head: IncomingHttpHeaders | undefined;
    stream.setEncoding('utf8');
    stream.on('response', (got) => {
      head = got;
    });
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      if (head === undefined) reject(new Error(`closed without a response, code ${stream.rstCode}`));
      else resolve({ status: Number(head[':status']), headers: head, body: text });
    });
    if (body !== undefined) stream.end(body);
  });
}
