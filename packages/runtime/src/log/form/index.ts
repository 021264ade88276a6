import type { LogFormat } from '../level.ts';
import { datadog } from './datadog.ts';
import { ecs } from './ecs.ts';
import { gcp } from './gcp.ts';
import { json } from './json.ts';
import type { LogForm } from './log-form.ts';

export type { LogForm } from './log-form.ts';

/** The form of a log's lines. People read our own, made {@link LogFormat | pretty} afterwards. */
export function logForm(format: LogFormat, env: Readonly<Record<string, string | undefined>>): LogForm {
  switch (format) {
    case 'json':
    case 'pretty':
      return json;
    case 'gcp':
      return gcp(env);
    case 'ecs':
      return ecs;
    case 'datadog':
      return datadog;
  }
}
