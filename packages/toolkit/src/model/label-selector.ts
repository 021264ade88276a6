type Labels = Readonly<Record<string, string>>;

/** What a selector asks of labels. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** One of a selector's `matchExpressions`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Whether a label selector takes these labels: none takes nothing, an empty one all (apimachinery pkg/apis/meta/v1/helpers.go). */
export function selectsLabels(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((requirement) => meetsRequirement(requirement, labels))
  );
}

/** Whether a Service's selector picks pods with these labels; none, or an empty one, picks nothing. */
export function servicePicks(selector: Labels | undefined, labels: Labels): boolean {
  return Object.keys(selector ?? {}).length > 0 && selectsLabels({ matchLabels: selector ?? {} }, labels);
}

/** Whether labels are what a selector asks for (apimachinery pkg/labels/selector.go `Matches`). */
export function meetsRequirement({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isIn = value !== undefined && values.includes(value);
  return operator === 'NotIn' ? !isIn : isIn;
}
