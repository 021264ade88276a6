import schema from '@seaworthy/contract/service-contract.schema.json' with { type: 'json' };
import { Ajv } from 'ajv';

/** One thing that is wrong with a contract. */
export interface ContractProblem {
  /** The names and indexes that lead to the field; empty for the whole. */
  readonly path: readonly string[];
  readonly message: string;
}

// The schema is our own: to check it by the schema of schemas first takes as long as all the rest.
const validate = new Ajv({ allErrors: true, strict: false, validateSchema: false, meta: false }).compile(
  schema,
);

/** What is wrong with a value that should be a service contract, by the contract's JSON Schema. Empty: nothing. */
export function contractProblems(value: unknown): ContractProblem[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = (params as { additionalProperty?: string }).additionalProperty;
    const path = instancePath.split('/').slice(1);
    return { path, message: extra === undefined ? (message ?? 'is invalid') : `has no field ${extra}` };
  });
}
