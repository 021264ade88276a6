import { Readable } from 'node:stream';

/**
 * A body that goes on where its connection broke off. The SDK ends the connection of a body that nobody reads for its idle time,
 * and a client may well pause for longer: a player whose buffer is full, a phone without a network.
 *
 * @param first the body from its beginning
 * @param length its bytes
 * @param from opens it anew from a byte of its own
 * @throws (as the stream's error) what the connection broke with, where nothing has come over it; what `from` throws
 */
export function resumedBody(
  first: Readable,
  length: number,
  from: (offset: number) => Promise<Readable>,
): Readable {
  let body = watched(first);
  const whole = Readable.from(read(), { objectMode: false });
  const end = whole._destroy.bind(whole);
  // What waits for the server's next bytes would end only with them.
  whole._destroy = (error, done) => {
    body.destroy();
    end(error, done);
  };
  return whole;

  async function* read(): AsyncGenerator<Buffer, void> {
    let offset = 0;
    for (let begun = 0; ; begun = offset) {
      try {
        for await (const chunk of body as AsyncIterable<Buffer>) {
          offset += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        if (offset === length) return;
        if (offset === begun || whole.destroyed) throw error;
        body = watched(await from(offset));
        if (whole.destroyed) body.destroy();
      }
    }
  }
}

/** It may break off while nobody reads, and then throws to whoever reads next. */
function watched(body: Readable): Readable {
  return body.on('error', () => {});
}
