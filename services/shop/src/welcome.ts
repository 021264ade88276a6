import type { EventListener, Timer } from '@seaworthy/runtime';

/** Tells a person at the terminal what to try, once the shop listens. On stderr: stdout is for log lines. */
export function welcome(app: { on(listener: EventListener): Timer }): void {
  app.on((event) => {
    if (event.type === 'listening' && event.name === 'http') process.stderr.write(hints(event.port));
  });
}

/** Three requests that work as they stand, on the sample rows of the schema. */
export function hints(port: number): string {
  const shop = `http://localhost:${port}`;
  const order = JSON.stringify({ user: 'ada', items: [{ product: 'compass', quantity: 1 }] });
  return `
The shop listens on ${shop} — try:

  curl ${shop}/products
  curl ${shop}/orders -H 'content-type: application/json' -d '${order}'
  curl '${shop}/orders?user=ada'

`;
}
