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

/** Requests to a shop by path; bodies are JSON both ways. */
export class Client {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>(path);
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async send<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(new URL(path, this.#base), init);
    const body = (await response.json()) as T;
    return { status: response.status, headers: response.headers, body };
  }

  /** A new product with that stock; its id. */
  async stock(id: string, stock: number): Promise<string> {
    const { status } = await this.post('/products', { id, name: id, priceCents: 250, stock });
    if (status !== 201) throw new Error(`POST /products answered ${status}`);
    return id;
  }

  /** An order of one `product` by the sample user. */
  order(product = 'rope'): Promise<Answer<OrderBody>> {
    return this.post('/orders', { user: 'ada', items: [{ product, quantity: 1 }] });
  }
}
