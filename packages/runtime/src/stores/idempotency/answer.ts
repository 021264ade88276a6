/** An answer as it is kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** Not of the answer but of the moment; and a cookie given once more would undo what has happened since. */
const NOT_KEPT = new Set(['connection', 'date', 'keep-alive', 'set-cookie', 'transfer-encoding']);

/** What is kept of `response`, whose body is read. */
export async function keep(response: Response): Promise<KeptAnswer> {
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !NOT_KEPT.has(name)),
    body: response.body === null ? null : new Uint8Array(await response.arrayBuffer()),
  };
}

/** The first answer again, marked as such. */
export function replay({ status, headers, body }: KeptAnswer): Response {
  const response = new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) });
  response.headers.set('idempotent-replayed', 'true');
  return response;
}
