import type { Container } from '../../../model/index.ts';
import type { Scope } from './scope.ts';

const fields: Readonly<Record<string, string>> = {
  resizePolicy: 'containers are not resized in place',
  restartPolicyRules: 'the pod’s restart policy holds',
  stdin: 'standard input is empty',
  terminationMessagePath: 'what the program writes there is not read',
  terminationMessagePolicy: 'what the program writes there is not read',
  tty: 'there is no terminal',
  volumeDevices: 'block devices are not given to the container',
};

/** What of one container is not emulated. */
export function containerProblems(
  container: Container,
  list: 'initContainers' | 'containers',
  scope: Scope,
): void {
  for (const [field, message] of Object.entries(fields)) scope.fields(container, [field], message);
  if (list === 'containers') scope.fields(container, ['restartPolicy'], 'the pod’s restart policy holds');
  scope
    .at('lifecycle')
    .fields(
      container.lifecycle,
      ['stopSignal'],
      'a cluster drops it unless its feature gate ContainerStopSignals is on; the image’s own signal is sent, else SIGTERM',
    );
  scope
    .at('securityContext')
    .fields(container.securityContext, ['privileged', 'windowsOptions'], 'not applied');
  scope.at('resources').fields(container.resources, ['claims'], 'devices are not given to the container');
  for (const [index, { valueFrom }] of (container.env ?? []).entries())
    scope
      .at('env', index, 'valueFrom')
      .fields(valueFrom, ['fileKeyRef'], 'variables are not read from files: the container is never created');
  for (const [index, mount] of (container.volumeMounts ?? []).entries())
    scope
      .at('volumeMounts', index)
      .fields(mount, ['bindMountOptions', 'mountPropagation', 'recursiveReadOnly'], 'mounted without it');
  for (const [index, port] of (container.ports ?? []).entries()) {
    scope.at('ports', index).fields(port, ['hostPort'], 'the node’s own port is not opened');
    if (port.protocol !== undefined && port.protocol !== 'TCP')
      scope.at('ports', index, 'protocol').tell(`${port.protocol} is not served`);
  }
}
