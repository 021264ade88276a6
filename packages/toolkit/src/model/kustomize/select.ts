import { meetsRequirement, type LabelRequirement } from '../label-selector.ts';
import type { Item } from './item.ts';
import type { PatchTarget } from './kustomization.ts';

/** Whether a patch's target takes in the item, under its name and namespace now or any that it had. */
export function isTarget(item: Item, target: PatchTarget): boolean {
  const { apiVersion, kind, metadata } = item.object;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return (
    matches(target.group, group) &&
    matches(target.version, version) &&
    matches(target.kind, kind) &&
    [...item.namespaces, metadata.namespace ?? 'default'].some((it) => matches(target.namespace, it)) &&
    [...item.names, metadata.name].some((name) => matches(target.name, name)) &&
    selects(target.labelSelector, metadata.labels) &&
    selects(target.annotationSelector, metadata.annotations)
  );
}

/** A text of a target as the regular expression that it is, for the whole of a value; undefined where it is none. */
export function wholeMatch(text: string): RegExp | undefined {
  // Flags stand in front in Go (`(?i)shop`), and before a group here.
  return regularExpression(`^(?:${text.replace(/^\(\?([ims]+)\)(.*)$/s, '(?$1:$2)')})$`);
}

/** A text as a regular expression; undefined where it is none. */
export function regularExpression(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}

function matches(pattern: string | undefined, value: string | undefined): boolean {
  if (pattern === undefined || pattern === '') return true;
  return wholeMatch(pattern)?.test(value ?? '') ?? false;
}

/** The forms `key=value`, `key==value`, `key!=value`, `key in (a, b)`, `key notin (a, b)`, `key` and `!key`, joined by commas. */
function selects(
  selector: string | undefined,
  stated: Readonly<Record<string, string>> | null | undefined,
): boolean {
  if (selector === undefined) return true;
  const labels = stated ?? {};
  // Commas between parentheses part values.
  return selector.split(/,(?![^(]*\))/).every((term) => meetsRequirement(requirementOf(term), labels));
}

function requirementOf(term: string): LabelRequirement {
  const [, listed = '', set, list = ''] = /^\s*([^=!\s]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(term) ?? [];
  if (set !== undefined) {
    const values = list.split(',').map((value) => value.trim());
    return { key: listed, operator: set === 'in' ? 'In' : 'NotIn', values };
  }
  const [, not = '', key = '', operator, value = ''] =
    /^\s*(!?)([^=!\s]+)\s*(?:(==?|!=)\s*(\S*))?\s*$/.exec(term) ?? [];
  if (operator === undefined) return { key, operator: not === '' ? 'Exists' : 'DoesNotExist' };
  return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] };
}
