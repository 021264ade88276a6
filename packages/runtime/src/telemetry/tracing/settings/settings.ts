import { OtelEnvName } from '@seaworthy/contract';
import { EnvironmentReader, tellUnheard, type Environment, type OnIgnored } from '../../environment/index.ts';
import { propagatorNames, type PropagatorName } from '../propagation/index.ts';
import { alwaysOff, alwaysOn, parentBased, traceIdRatio, type Sampler } from '../sampler.ts';
import { defaultSpanLimits, type SpanLimits } from '../span/index.ts';
import { exporterSettings, type ExporterSettings } from './exporter-settings.ts';

/** Everything that the environment says of tracing, with the specification's defaults ({@link OtelEnvName}). */
export interface TracingSettings {
  readonly disabled: boolean;
  readonly serviceName: string | undefined;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly propagators: readonly PropagatorName[];
  readonly sampler: Sampler;
  readonly limits: SpanLimits;
  readonly exporter: ExporterSettings;
}

/** Reads the settings. Nothing throws: the specification wants telemetry to fall back, and say so. */
export function readTracingSettings(env: Environment, onIgnored: OnIgnored): TracingSettings {
  tellUnheard(env, 'all', onIgnored);
  const reader = new EnvironmentReader(env, onIgnored);
  return {
    disabled: reader.boolean(OtelEnvName.sdkDisabled),
    serviceName: reader.text(OtelEnvName.serviceName),
    resourceAttributes: reader.pairs(OtelEnvName.resourceAttributes),
    propagators: reader.listOf(propagatorNames, ['tracecontext', 'baggage'], OtelEnvName.propagators),
    sampler: sampler(reader),
    limits: limits(reader),
    exporter: exporterSettings(reader),
  };
}

function sampler(reader: EnvironmentReader): Sampler {
  const name = reader.oneOf(
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    'parentbased_always_on',
    OtelEnvName.tracesSampler,
  );
  switch (name) {
    case 'always_on':
      return alwaysOn;
    case 'always_off':
      return alwaysOff;
    case 'traceidratio':
      return traceIdRatio(reader.ratio(1, OtelEnvName.tracesSamplerArg));
    case 'parentbased_always_on':
      return parentBased(alwaysOn);
    case 'parentbased_always_off':
      return parentBased(alwaysOff);
    case 'parentbased_traceidratio':
      return parentBased(traceIdRatio(reader.ratio(1, OtelEnvName.tracesSamplerArg)));
  }
}

function limits(reader: EnvironmentReader): SpanLimits {
  const count = (fallback: number, ...names: readonly string[]) => reader.integer(fallback, 0, ...names);
  const { attributeCountLimit } = OtelEnvName;
  return {
    attributes: count(defaultSpanLimits.attributes, OtelEnvName.spanAttributeCountLimit, attributeCountLimit),
    valueLength: count(
      defaultSpanLimits.valueLength,
      OtelEnvName.spanAttributeValueLengthLimit,
      OtelEnvName.attributeValueLengthLimit,
    ),
    events: count(defaultSpanLimits.events, OtelEnvName.spanEventCountLimit),
    links: count(defaultSpanLimits.links, OtelEnvName.spanLinkCountLimit),
    attributesPerEvent: count(
      defaultSpanLimits.attributesPerEvent,
      OtelEnvName.eventAttributeCountLimit,
      attributeCountLimit,
    ),
    attributesPerLink: count(
      defaultSpanLimits.attributesPerLink,
      OtelEnvName.linkAttributeCountLimit,
      attributeCountLimit,
    ),
  };
}
