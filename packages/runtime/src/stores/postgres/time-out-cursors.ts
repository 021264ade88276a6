import type { Client } from 'pg';

/** What of a client's connection its types don't tell: how it asks the server, and when that is done with a statement. */
export interface AskingConnection {
  readonly stream: { on(event: 'data' | 'close', listener: () => void): unknown };
  flush(...args: unknown[]): unknown;
  sync(...args: unknown[]): unknown;
  query(...args: unknown[]): unknown;
  on(event: 'readyForQuery', listener: () => void): unknown;
}

/** A statement that submits itself, such as a cursor or a `QueryStream`. */
interface Submittable {
  submit(connection: unknown): unknown;
}

/**
 * Watches the answers to statements that submit themselves: a cursor has no one end, and its reader may take its time. So `wait`
 * is called whenever such a statement asks the server, and what it returns as soon as the server says anything.
 */
export function timeOutCursors(client: Client, connection: AskingConnection, wait: () => () => void): void {
  let isUnderWay = false;
  let answered: (() => void) | undefined;
  const onAnswer = () => {
    answered?.();
    answered = undefined;
  };
  for (const ask of ['flush', 'sync', 'query'] as const) {
    const original = connection[ask].bind(connection);
    connection[ask] = (...args) => {
      if (isUnderWay) answered ??= wait();
      return original(...args);
    };
  }
  for (const event of ['data', 'close'] as const) connection.stream.on(event, onAnswer);
  connection.on('readyForQuery', () => {
    isUnderWay = false;
  });
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]) => {
    const [statement] = args;
    if (!submitsItself(statement)) return query(...args);
    // It is submitted when it is its turn.
    const submit = statement.submit.bind(statement);
    statement.submit = (to) => {
      isUnderWay = true;
      return submit(to);
    };
    return query(...args);
  };
  Object.assign(client, { query: watched });
}

function submitsItself(statement: unknown): statement is Submittable {
  return (
    typeof statement === 'object' &&
    statement !== null &&
    'submit' in statement &&
    typeof statement.submit === 'function'
  );
}
