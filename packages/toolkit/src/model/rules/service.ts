import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';
import { checkLabelMap } from './metadata.ts';
import { isLabel, labelFault, portFault } from './names.ts';
import { checkServiceType } from './service-type.ts';
import { checkUnique } from './unique.ts';

/** A Service's ports and selector, and what its type takes (`validateServicePort`, `ValidateService`). */
export function checkService({ spec }: ObjectOf<'Service'>, tell: Tell): void {
  const ports = spec?.ports ?? [];
  const path = ['spec', 'ports'];
  const { type, clusterIP, selector = {} } = spec ?? {};
  if (spec !== undefined) checkServiceType(spec, tell);
  checkLabelMap(selector, ['spec', 'selector'], tell);
  if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName')
    tell(path, 'a Service has a port, unless it is headless (clusterIP: None)');
  for (const [index, { nodePort = 0 }] of ports.entries())
    if ((type || 'ClusterIP') === 'ClusterIP' && nodePort !== 0)
      tell([...path, index, 'nodePort'], 'it is not taken of the type ClusterIP, which is the default');
  for (const [index, { name, port, targetPort }] of ports.entries()) {
    if (!name && ports.length > 1) tell([...path, index, 'name'], 'each of several ports needs a name');
    if (name && !isLabel(name)) tell([...path, index, 'name'], labelFault);
    for (const [field, value] of Object.entries({ port, targetPort })) {
      // 0 and an empty text stand for the port.
      const isDefault = value === undefined || (field === 'targetPort' && !value);
      const fault = isDefault ? undefined : portFault(value);
      if (fault !== undefined) tell([...path, index, field], fault);
    }
  }
  checkUnique(
    ports.map(({ name }) => name || undefined),
    (index, name) => tell([...path, index, 'name'], `there is another port ${name}`),
  );
  checkUnique(
    ports.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`),
    (index, port) => tell([...path, index, 'port'], `there is another port ${port}`),
  );
}
