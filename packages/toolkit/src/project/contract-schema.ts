import schema from '@seaworthy/contract/service-contract.schema.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { formatPath, readSchemaError, type PathStep } from '../model/index.ts';

/** One thing that is wrong with a contract. */
export interface ContractProblem {
  /** The names and indexes that lead to the field; empty for the whole. */
  readonly path: readonly PathStep[];
  /** The field and what is wrong with it: `config[1].type: must be one of string, integer`. */
  readonly message: string;
}

// The schema is our own: to check it by the schema of schemas first takes as long as all the rest.
const validate = new Ajv({
  allErrors: true,
  strict: false,
  validateSchema: false,
  meta: false,
  verbose: true,
}).compile(schema);

/** What is wrong with a value that should be a service contract, by the contract's JSON Schema. Empty: nothing. */
export function contractProblems(value: unknown): ContractProblem[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => {
    const { path, message } = readSchemaError(value, error);
    return { path, message: path.length === 0 ? message : `${formatPath(path)}: ${message}` };
  });
}
