/** A configuration that is wrong is put to use: fault and fix, for {@link fail}. */
export const notValidated = {
  fault: 'config-not-validated',
  fix: 'read and check the whole configuration before anything else, and exit when it is not right',
} as const;

/** A change of the configuration takes a running program. */
export const changeCrash = {
  fault: 'config-change-crash',
  fix: 'check a change as a whole before it is used, keep the old values if it is wrong, and log why',
} as const;
