import { get } from 'node:http';

/** The kubelet's default timeoutSeconds. */
const TIMEOUT_MS = 1000;

/** An HTTP probe as the kubelet does it: a connection of its own, passed by 200–399 within a second. */
export function probe(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400);
    });
    request.once('error', () => resolve(false));
  });
}
