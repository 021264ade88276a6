/**
 * What to do about a text that another program fills in first, such as `${replicas:=3}`: as it stands it says nothing. Of any other
 * value nothing more is said than what is wrong with it.
 */
export function unfilledFix(value: unknown): { readonly fix?: string } {
  if (typeof value !== 'string' || !/\$\{\w/.test(value)) return {};
  return {
    fix: 'Check what is applied, as `flux envsubst` or `envsubst` writes it: a variable is not filled in here.',
  };
}
