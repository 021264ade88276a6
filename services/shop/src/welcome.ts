import type { EventListener, Timer } from '@seaworthy/runtime';
import { SAMPLE_PASSWORD } from './samples.ts';

/** Tells a person at the terminal what to try, once the shop listens. On stderr: stdout is for log lines. */
export function welcome(app: { on(listener: EventListener): Timer }): void {
  app.on((event) => {
    if (event.type === 'listening' && event.name === 'http') process.stderr.write(hints(event.port));
  });
}

/** Three requests that work as they stand, in this order, by the sample user on the sample products. */
export function hints(port: number): string {
  const shop = `http://localhost:${port}`;
  const login = JSON.stringify({ user: 'ada', password: SAMPLE_PASSWORD });
  const order = JSON.stringify({ items: [{ product: 'compass', quantity: 1 }] });
  const json = `-H 'content-type: application/json'`;
  return `
The shop listens on ${shop} — open it in a browser, or try:

  curl ${shop}/products
  curl ${shop}/session -c cookies ${json} -d '${login}'
  curl ${shop}/orders -b cookies ${json} -d '${order}'

`;
}
