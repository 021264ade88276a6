import type { Clock } from '../../../clock.ts';
import { httpSender, type BatchSender } from '../../otlp/index.ts';
import type { ExporterSettings } from '../settings/index.ts';
import type { AttributeList } from '../span/index.ts';
import { sendToConsole } from './console-sender.ts';
import { jsonEncoder, protobufEncoder, type SpanBatch, type SpanEncoder } from './otlp/index.ts';

/** Encodes batches and sends them. */
export interface SpanSender extends BatchSender<SpanBatch>, Pick<SpanEncoder, 'begin'> {
  /** Whether spans go anywhere, and so are worth to be recorded. */
  readonly exports: boolean;
}

/** The sender that the settings ask for. */
export function openSender(settings: ExporterSettings, resource: AttributeList, clock: Clock): SpanSender {
  switch (settings.kind) {
    case 'none':
    case 'console': {
      const { begin } = jsonEncoder(resource);
      const exports = settings.kind === 'console';
      return { exports, begin, send: sendToConsole, [Symbol.dispose]: () => undefined };
    }
    case 'otlp': {
      const encoder = settings.protocol === 'http/json' ? jsonEncoder : protobufEncoder;
      const { contentType, begin } = encoder(resource);
      const body = { contentType, encode: (batch: SpanBatch) => batch.finish() };
      const sender = httpSender(settings, body, clock);
      return { exports: true, begin, ...sender };
    }
  }
}
