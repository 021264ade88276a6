import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { parseQuantity } from '../../model/index.ts';
import { isOnRuntime } from '../options.ts';
import { isJson } from '../../is-json.ts';

/** The last number alone may lack a unit: were each optional, digits could be parted in so many ways that a test never ends. */
const durationForm = /^(?=\d)(?:\d+(?:\.\d+)?\s*(?:ns|us|µs|ms|s|m|h|d)\s*)*(?:\d+(?:\.\d+)?)?$/;

/** What each type expects, and whether a text fits. Types that take any text are left out. */
const types: Readonly<
  Partial<
    Record<
      ConfigEntry['type'],
      { readonly expected: string; readonly fits: (text: string, contract: ServiceContract) => boolean }
    >
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
    fits: (text) => durationForm.test(text.trim()),
  },
  bytes: { expected: 'a quantity such as 400Mi', fits: (text) => /^[\d.]/.test(text.trim()) },
  cpu: { expected: 'a quantity such as 500m', fits: (text) => parseQuantity(text.trim()) !== undefined },
  url: { expected: 'a URL', fits: isUrl },
  json: { expected: 'JSON', fits: isJson },
};

/** What a variable expects where `text` is not that; undefined where it fits, or nothing can be said. */
export function expectedValue(
  contract: ServiceContract,
  { type, values }: ConfigEntry,
  text: string,
): string | undefined {
  if (values !== undefined) return values.includes(text) ? undefined : `one of ${values.join(', ')}`;
  const rule = types[type];
  return rule === undefined || rule.fits(text, contract) ? undefined : rule.expected;
}

/** Clients of databases take several hosts in one URL, which WHATWG's parser, and so our runtime, does not. */
function isUrl(text: string, contract: ServiceContract): boolean {
  return URL.canParse(text) || (!isOnRuntime(contract) && /^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(text));
}
