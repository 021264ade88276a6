import { CONTAINER_USER } from '@seaworthy/contract';

/** The lines of a final stage that are the same for every language. `entrypoint` is in exec form, so that it is PID 1. */
export function finalLines(ports: readonly number[], entrypoint: readonly string[]): string[] {
  return [
    '# A number, so that the kubelet can tell that it is not root.',
    `USER ${CONTAINER_USER}:${CONTAINER_USER}`,
    ...(ports.length === 0 ? [] : [`EXPOSE ${ports.join(' ')}`]),
    '# In exec form: the program itself is PID 1 and gets SIGTERM; a shell would swallow it.',
    `ENTRYPOINT ${JSON.stringify(entrypoint)}`,
    '',
  ];
}
