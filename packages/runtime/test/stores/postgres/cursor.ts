/** What a cursor asks of pg's connection. */
interface Connection {
  parse(query: object): void;
  bind(config: object): void;
  describe(what: object): void;
  execute(portal: object): void;
  close(portal: object): void;
  flush(): void;
  sync(): void;
  once(event: 'readyForQuery', listener: () => void): unknown;
}

/** A statement whose rows are fetched one by one, as `pg-cursor` does: it submits itself, and pg tells it what comes. */
export class Cursor {
  readonly #text: string;
  #connection: Connection | undefined;
  #row = nextRow();
  failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first column of the next row. */
  async next(): Promise<string | undefined> {
    const { promise } = this.#row;
    this.#connection?.execute({ portal: '', rows: 1 });
    this.#connection?.flush();
    return promise;
  }

  /** Resolves once the server is done with it, as pg-cursor's does, by which a `QueryStream` ends. */
  close(): Promise<void> {
    this.#connection?.close({ type: 'P', name: '' });
    this.#connection?.sync();
    return new Promise((resolve) => this.#connection?.once('readyForQuery', resolve));
  }

  submit = (given: object): void => {
    const connection = given as Connection;
    this.#connection = connection;
    connection.parse({ text: this.#text });
    connection.bind({});
    connection.describe({ type: 'P', name: '' });
    connection.flush();
  };

  handleRowDescription(): void {}

  handleDataRow({ fields }: { fields: string[] }): void {
    this.#row.resolve(fields[0]);
    this.#row = nextRow();
  }

  handlePortalSuspended(): void {}

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {}

  handleError(error: Error): void {
    this.failed = true;
    this.#row.reject(error);
  }
}

/** What comes next, for which nobody may wait. */
function nextRow(): PromiseWithResolvers<string | undefined> {
  const row = Promise.withResolvers<string | undefined>();
  row.promise.catch(() => undefined);
  return row;
}
