import type { Definition } from '../../../packages/runtime/src/telemetry/metrics/definitions/index.ts';
import { chosen, type Panel, type Query } from './panel.ts';

const units: Readonly<Record<NonNullable<Definition['unit']>, string>> = {
  seconds: 's',
  bytes: 'bytes',
  ratio: 'percentunit',
  cores: 'short',
};

/** Names of moments, of which a panel shows how long ago they were: since 1970 it would be decades, and flat. */
const moment = /_(?:timestamp|start_time)_seconds$/;

/** Labels that tell no series of one metric from another. */
const unshown = new Set(['*', 'otel.scope.name']);

/** The panel that any metric gets by its type: a counter's rate, a gauge as it is, a histogram's quantiles. */
export function definitionPanel(name: string, definition: Definition): Panel {
  const { type, help, unit } = definition;
  const perSecond = type === 'counter' && unit !== 'seconds';
  return {
    title: name,
    description: moment.test(name) ? `${help} Shown is how long ago.` : help,
    // Seconds a second are a share.
    unit: perSecond ? 'cps' : type === 'counter' ? 'percentunit' : unit === undefined ? 'short' : units[unit],
    queries: queries(name, definition),
  };
}

function queries(name: string, { type, labels = {} }: Definition): Query[] {
  const names = Object.keys(labels).flatMap((label) =>
    unshown.has(label) ? [] : label.replaceAll('.', '_'),
  );
  const legend = ['instance', ...names].map((label) => `{{${label}}}`).join(' ');
  switch (type) {
    case 'counter':
      return [{ expr: `rate(${name}{${chosen}}[$__rate_interval])`, legend }];
    case 'histogram':
      return [0.5, 0.99].map((q) => ({
        expr: `histogram_quantile(${q}, sum by (le) (rate(${name}_bucket{${chosen}}[$__rate_interval])))`,
        legend: `p${q * 100}`,
      }));
    case 'stateset':
      return [{ expr: `${name}{${chosen}} == 1`, legend }];
    case 'gauge':
    case 'info':
      return [{ expr: `${moment.test(name) ? 'time() - ' : ''}${name}{${chosen}}`, legend }];
  }
}
