import { readFileSync } from 'node:fs';
import { OtelEnvName } from '@seaworthy/contract';
import type { Clock } from '../../../clock.ts';
import type { ExporterSettings, OnIgnored } from '../settings/index.ts';
import type { AttributeList, RecordedSpan } from '../span/index.ts';
import { consoleSender } from './console-sender.ts';
import { httpSender, type BatchSender } from './http-sender.ts';
import { jsonEncoder, protobufEncoder } from './otlp/index.ts';

/** The sender that the settings ask for; undefined where spans go nowhere. */
export function openSender(
  settings: ExporterSettings,
  resource: AttributeList,
  clock: Clock,
  onIgnored: OnIgnored,
): BatchSender<readonly RecordedSpan[]> | undefined {
  switch (settings.kind) {
    case 'none':
      return undefined;
    case 'console':
      return { send: consoleSender(jsonEncoder(resource)), [Symbol.dispose]: () => undefined };
    case 'otlp': {
      const encoder = (settings.protocol === 'http/json' ? jsonEncoder : protobufEncoder)(resource);
      return httpSender(settings, encoder, clock, authorities(settings.certificate, onIgnored));
    }
  }
}

/** The certificates in the file at `path`; undefined, and told, when it cannot be read. */
export function authorities(path: string | undefined, onIgnored: OnIgnored): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    onIgnored(OtelEnvName.otlpCertificate, `cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
