import type { ConfigEntry } from '@seaworthy/contract';
import { parseQuantity } from '../../model/index.ts';

/** What each type expects, and whether a text fits. Types that take any text are left out. */
const types: Readonly<
  Partial<
    Record<ConfigEntry['type'], { readonly expected: string; readonly fits: (text: string) => boolean }>
  >
> = {
  integer: { expected: 'an integer', fits: (text) => /^[+-]?\d+$/.test(text.trim()) },
  number: { expected: 'a number', fits: (text) => text.trim() !== '' && Number.isFinite(Number(text)) },
  boolean: {
    expected: 'true or false',
    fits: (text) => /^(true|false|1|0|yes|no|on|off|t|f|y|n)$/i.test(text.trim()),
  },
  port: {
    expected: 'a port from 0 to 65535',
    fits: (text) => /^\d+$/.test(text.trim()) && Number(text) <= 65_535,
  },
  duration: {
    expected: 'a duration such as 500ms, 30s or 1m30s',
    fits: (text) => /^(\d+(\.\d+)?\s*(ns|us|µs|ms|s|m|h|d)?\s*)+$/.test(text.trim()),
  },
  bytes: { expected: 'a quantity such as 400Mi', fits: (text) => /^[\d.]/.test(text.trim()) },
  cpu: { expected: 'a quantity such as 500m', fits: (text) => parseQuantity(text.trim()) !== undefined },
  url: { expected: 'a URL', fits: (text) => URL.canParse(text) },
  json: { expected: 'JSON', fits: isJson },
};

/** What a variable expects where `text` is not that; undefined where it fits, or nothing can be said. */
export function expectedValue({ type, values }: ConfigEntry, text: string): string | undefined {
  if (values !== undefined) return values.includes(text) ? undefined : `one of ${values.join(', ')}`;
  const rule = types[type];
  return rule === undefined || rule.fits(text) ? undefined : rule.expected;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
