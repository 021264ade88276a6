import { CONTAINER_USER } from '@seaworthy/contract';
import type { Container, PodSpec } from '../../model/index.ts';
import { note, type Annotated } from '../text/index.ts';

/** What the restricted Pod Security Standard asks of a pod, and the user of the image. */
export const podSecurity: Annotated<NonNullable<PodSpec['securityContext']>> = {
  runAsNonRoot: true,
  runAsUser: note(
    CONTAINER_USER,
    'A number, so that the kubelet can tell that it is not root; above 10000 it is no user of the node either.',
  ),
  runAsGroup: note(CONTAINER_USER, 'The same as the user; in no group of the node either.'),
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What the restricted Pod Security Standard asks of a container, and a file system that cannot be written. */
export const containerSecurity: Annotated<NonNullable<Container['securityContext']>> = {
  allowPrivilegeEscalation: false,
  // The pod says it for all; checkers that look at containers alone miss it there.
  runAsNonRoot: true,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
