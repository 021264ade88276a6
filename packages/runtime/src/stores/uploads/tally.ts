import { metrics } from '@opentelemetry/api';
import { instrument } from '../../telemetry/index.ts';
import { version } from '../../version.generated.ts';

/** How an upload ended: published, refused for what it is, or broken off by its client or a failure. */
export type UploadOutcome = 'published' | 'refused' | 'failed';

/** Counts uploads and their bytes, by OpenTelemetry. */
export interface UploadTally {
  ended(outcome: UploadOutcome, bytes: number): void;
  /** Leftovers were swept. */
  swept(count: number): void;
}

/** @param store name of the component, the attribute `store` of every figure */
export function uploadTally(store: string): UploadTally {
  const meter = metrics.getMeter('@seaworthy/runtime/uploads', version);
  const uploads = meter.createCounter(...instrument('seaworthy_uploads_total'));
  const received = meter.createCounter(...instrument('seaworthy_upload_io_bytes_total'));
  const swept = meter.createCounter(...instrument('seaworthy_uploads_swept_total'));
  return {
    ended(outcome, bytes) {
      uploads.add(1, { store, outcome });
      if (outcome === 'published') received.add(bytes, { store });
    },
    swept: (count) => swept.add(count, { store }),
  };
}
