import { SeaworthyError } from '../errors.ts';
import { hideUserInfo } from '../user-info.ts';
import { REDACTED } from './secret.ts';

/** One thing that is wrong with the configuration. */
export interface ConfigIssue {
  /** `file`: a file could not be read at all. */
  readonly kind: 'value' | 'file';
  /** Undefined where a whole config file is at fault. */
  readonly variable?: string;
  /** Where the value came from: `environment`, `.env`, `config file PATH line N`, `file PATH`, or `missing`. */
  readonly source: string;
  /** What was expected, or what is wrong with the file. */
  readonly expected: string;
  /** The value that was found, as JSON and shortened. Never present for a secret. */
  readonly received?: string;
}

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends SeaworthyError {
  readonly issues: readonly ConfigIssue[];

  /** The code is `SW_CONFIG_FILE` where only files are at fault, else `SW_CONFIG_INVALID`. */
  constructor(issues: readonly ConfigIssue[]) {
    const onlyFiles = issues.every(({ kind }) => kind === 'file');
    const count = issues.length === 1 ? '1 error' : `${issues.length} errors`;
    super(onlyFiles ? 'SW_CONFIG_FILE' : 'SW_CONFIG_INVALID', {
      what: `The configuration has ${count}:\n${issues.map((issue) => `- ${describeIssue(issue)}`).join('\n')}`,
    });
    this.issues = issues;
  }
}

/** One issue as a line of text. */
function describeIssue({ variable, source, expected, received }: ConfigIssue): string {
  const place = variable === undefined ? source : `${variable} (${source})`;
  return received === undefined ? `${place}: ${expected}` : `${place}: ${expected}; received ${received}`;
}

const MAX_RECEIVED = 100;

/** A refused value for a message: as JSON, shortened, and without the user and password of a URL. */
export function quoteReceived(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  const text = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (literal) => hideUserInfo(literal, REDACTED));
  return text.length > MAX_RECEIVED ? `${text.slice(0, MAX_RECEIVED)}…` : text;
}
