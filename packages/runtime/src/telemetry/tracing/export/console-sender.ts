import type { SendSpans } from './span-exporter.ts';

/** Writes each batch to standard output as one line of OTLP/JSON (`OTEL_TRACES_EXPORTER=console`). */
export const sendToConsole: SendSpans = (batch) =>
  new Promise((resolve) => {
    process.stdout.write(`${Buffer.from(batch.finish()).toString()}\n`, (error) =>
      resolve(
        error
          ? { error }
          : { status: 200, retryAfterMs: undefined, contentType: undefined, body: new Uint8Array() },
      ),
    );
  });
