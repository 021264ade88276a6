import { isError, textOf } from '../../thrown.ts';
import { hideUserInfo } from '../../user-info.ts';

const longest = 200;

/**
 * One short line about why a check failed, for probes and logs: the messages of the error and its causes, without
 * credentials of URLs and connection strings.
 */
export function failureText(error: unknown): string {
  const line = messages(error).join(': ').replaceAll(/\s+/g, ' ');
  const safe = withoutCredentials(line);
  return safe.length > longest ? `${safe.slice(0, longest - 1)}…` : safe;
}

function messages(error: unknown, depth = 0): string[] {
  if (depth > 3) return [];
  if (!isError(error)) return [textOf(error)];
  // Connecting to a name with several addresses fails with an empty message around one error for each address.
  if (error instanceof AggregateError && error.message === '') return messages(error.errors[0], depth + 1);
  const own = error.message || error.name;
  return error.cause === undefined ? [own] : [own, ...messages(error.cause, depth + 1)];
}

function withoutCredentials(text: string): string {
  return text
    .replaceAll(/\S+/g, (word) => hideUserInfo(word, '…'))
    .replaceAll(/\b(password|passwd|pwd|secret|token|api[-_]?key)(\s*[=:]\s*)[^\s&;,]+/gi, '$1$2…');
}
