import type { SpanEncoder } from './otlp/index.ts';
import type { SendSpans } from './span-exporter.ts';

/** Writes each batch to standard output as one line of OTLP/JSON (`OTEL_TRACES_EXPORTER=console`). */
export function consoleSender(encoder: SpanEncoder): SendSpans {
  return (spans) =>
    new Promise((resolve) => {
      process.stdout.write(`${Buffer.from(encoder.encode(spans)).toString()}\n`, (error) =>
        resolve(
          error
            ? { error }
            : { status: 200, retryAfterMs: undefined, contentType: undefined, body: new Uint8Array() },
        ),
      );
    });
}
