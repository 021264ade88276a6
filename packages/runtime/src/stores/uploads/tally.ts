import { metrics } from '@opentelemetry/api';

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
  const meter = metrics.getMeter('@seaworthy/runtime/uploads');
  const uploads = meter.createCounter('seaworthy.uploads', {
    description: 'Uploads that have ended, by outcome.',
    unit: '{upload}',
  });
  const received = meter.createCounter('seaworthy.upload.io', {
    description: 'Bytes of uploads that were published.',
    unit: 'By',
  });
  const swept = meter.createCounter('seaworthy.uploads.swept', {
    description: 'Drafts and notes of unfinished uploads that were removed for their age.',
    unit: '{object}',
  });
  return {
    ended(outcome, bytes) {
      uploads.add(1, { store, outcome });
      if (outcome === 'published') received.add(bytes, { store });
    },
    swept: (count) => swept.add(count, { store }),
  };
}
