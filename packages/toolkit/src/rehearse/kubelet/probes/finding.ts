/** What was found when asking; what could not be asked throws instead. */
export interface Finding {
  readonly outcome: 'success' | 'failure';
  /** Why, for people. */
  readonly message: string;
}
