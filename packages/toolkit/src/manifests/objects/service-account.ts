import type { ServiceContract } from '@seaworthy/contract';
import type { Kinds } from '../../model/index.ts';
import { labelsOf } from '../names.ts';
import { note, type Annotated } from '../text/index.ts';

/** An account of its own, without rights and without a token. */
export function serviceAccount(contract: ServiceContract): Annotated<Kinds['ServiceAccount']> {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    automountServiceAccountToken: note(false, 'The service does not talk to the Kubernetes API.'),
  };
}
