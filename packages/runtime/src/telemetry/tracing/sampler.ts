import type { SpanContext } from '@opentelemetry/api';
import { TraceFlag } from './propagation/index.ts';

/** Decides at a span's start whether it is recorded and exported. Its name is the specification's. */
export interface Sampler {
  readonly name: string;
  readonly samples: (parent: SpanContext | undefined, traceId: string) => boolean;
}

export const alwaysOn: Sampler = { name: 'AlwaysOnSampler', samples: () => true };
export const alwaysOff: Sampler = { name: 'AlwaysOffSampler', samples: () => false };

/**
 * Samples the share `ratio` (0 to 1) of traces by their id alone, so that every service that asks the same question
 * gets the same answer, and a trace sampled at a lower ratio is sampled at every higher one.
 *
 * The rule is that of consistent probability sampling (OpenTelemetry specification, trace/tracestate-probability-sampling):
 * the last 56 bits of the id, random by W3C Trace Context Level 2, against the rejection threshold (1 − ratio) · 2^56.
 * Older SDKs each have a rule of their own, so mix ratios across services only by `parentbased_traceidratio`.
 */
export function traceIdRatio(ratio: number): Sampler {
  // 52 of the 56 bits: what a double holds of a fraction, and eight digits and five are each parsed exactly.
  const threshold = Math.round((1 - ratio) * 2 ** 52);
  return {
    name: `TraceIdRatioBased{${ratio.toFixed(6)}}`,
    samples: (_, traceId) =>
      Number.parseInt(traceId.slice(18, 24), 16) * 2 ** 28 + Number.parseInt(traceId.slice(24, 31), 16) >=
      threshold,
  };
}

/** Follows the parent's decision; `root` decides for spans without a parent. */
export function parentBased(root: Sampler): Sampler {
  return {
    name: `ParentBased{root=${root.name}}`,
    samples: (parent, traceId) =>
      parent === undefined ? root.samples(parent, traceId) : (parent.traceFlags & TraceFlag.sampled) !== 0,
  };
}
