/** What the API answered. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** An order, as far as the tests look at it. */
export interface OrderBody {
  readonly id: string;
  readonly user: string;
  readonly status: string;
  readonly totalCents: number;
  readonly payment: string | null;
  readonly items: readonly unknown[];
}

/** The longest that the shop waits for an order to be fulfilled, in seconds. */
const WAIT_S = 10;

/** The sample user's credentials. */
const ada = { user: 'ada', password: 'correct horse battery staple' };

/** Requests to a shop by path; bodies are JSON both ways, and cookies are kept. */
export class Client {
  readonly #base: string;
  #cookie = '';

  constructor(base: string) {
    this.#base = base;
  }

  /** A client who is logged in, as the sample user unless told otherwise. */
  static async of(base: string, credentials = ada): Promise<Client> {
    const client = new Client(base);
    await client.login(credentials);
    return client;
  }

  async login(credentials = ada): Promise<void> {
    const { status } = await this.post('/session', credentials);
    if (status !== 200) throw new Error(`POST /session answered ${status}`);
  }

  /** The cookie that it sends. */
  get cookie(): string {
    return this.#cookie;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>(path);
  }

  post<T>(path: string, body: unknown, more: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
    });
  }

  async send<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = new Headers(init.headers);
    if (this.#cookie !== '') headers.set('cookie', this.#cookie);
    const response = await fetch(new URL(path, this.#base), { ...init, headers });
    const [cookie = this.#cookie] = response.headers.getSetCookie();
    this.#cookie = cookie.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body = (isJson ? JSON.parse(text) : undefined) as T;
    return { status: response.status, headers: response.headers, body };
  }

  /**
   * The answer to whoever asks for an order until it is fulfilled; the test's own time-out ends it.
   *
   * @throws Error where the shop answers before that, and has not waited for as long as it was asked to
   */
  async fulfilled(id: string): Promise<Answer<OrderBody>> {
    for (;;) {
      const askedAt = performance.now();
      const answer = await this.get<OrderBody>(`/orders/${id}?wait=${WAIT_S}s`);
      if (answer.status !== 200 || answer.body.status === 'fulfilled') return answer;
      const waitedMs = performance.now() - askedAt;
      // Of two processes' clocks, each in whole milliseconds.
      if (waitedMs < WAIT_S * 1000 - 10) throw new Error(`The shop waited for ${waitedMs} ms only`);
    }
  }

  /** A new product with that stock; its id. */
  async stock(id: string, stock: number): Promise<string> {
    const { status } = await this.post('/products', { id, name: id, priceCents: 250, stock });
    if (status !== 201) throw new Error(`POST /products answered ${status}`);
    return id;
  }

  /** An order of one `product`, under a key where one is given. */
  order(product = 'rope', key?: string): Promise<Answer<OrderBody>> {
    const items = [{ product, quantity: 1 }];
    return this.post('/orders', { items }, key === undefined ? {} : { 'idempotency-key': key });
  }
}
