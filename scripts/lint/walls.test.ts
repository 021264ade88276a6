import { expect, test } from 'vitest';
import { wallBetween } from './walls.ts';

test.each([
  [
    'packages/contract/src/index.ts',
    '@seaworthy/runtime',
    'packages/contract may import of ours only: nothing',
  ],
  [
    'packages/toolkit/src/a.ts',
    '@seaworthy/runtime',
    'packages/toolkit may import of ours only: @seaworthy/contract',
  ],
  [
    'services/shop/src/a.ts',
    '../../../packages/runtime/src/index.ts',
    'services/shop reaches into another package by path',
  ],
  [
    'services/shop/src/a.ts',
    '../../../packages/runtime/test/telemetry/real-collector.ts',
    'services/shop reaches into another package by path',
  ],
  ['services/shop/test/a.ts', '../../../packages/runtime/test/telemetry/real-collector.ts', undefined],
  [
    'packages/runtime/src/lifecycle/a.ts',
    '../http/index.ts',
    'lifecycle does not stand above http and may not import it',
  ],
  ['packages/runtime/src/http/a.ts', '../lifecycle/budget.ts', 'lifecycle is imported through its index.ts'],
  ['packages/runtime/src/clock.ts', './log/index.ts', 'clock.ts is a leaf and imports no folder'],
  ['packages/runtime/src/http/a.ts', '../lifecycle/index.ts', undefined],
  [
    'packages/toolkit/src/image/a.ts',
    '../manifests/index.ts',
    'image does not stand above manifests and may not import it',
  ],
  [
    'packages/toolkit/src/project/a.ts',
    '../image/index.ts',
    'project does not stand above image and may not import it',
  ],
  ['packages/toolkit/src/image/a.ts', '../project/node.ts', 'project is imported through its index.ts'],
  ['packages/toolkit/src/cli/commands/image.ts', '../../image/index.ts', undefined],
  ['packages/toolkit/src/image/layers/a.ts', '../../errors.ts', undefined],
  [
    'packages/toolkit/src/rehearse/kubelet/a.ts',
    '../deployment/index.ts',
    'kubelet does not stand above deployment and may not import it',
  ],
  [
    'packages/toolkit/src/rehearse/deployment/a.ts',
    '../engines/index.ts',
    'deployment may import of its neighbours only: kubelet',
  ],
  [
    'packages/toolkit/src/rehearse/report/a.ts',
    '../endpoints/index.ts',
    'report may import of its neighbours only: nothing',
  ],
  [
    'packages/toolkit/src/rehearse/deployment/a.ts',
    '../kubelet/pod.ts',
    'kubelet is imported through its index.ts',
  ],
  ['packages/toolkit/src/rehearse/kubelet/a.ts', '../engines/index.ts', undefined],
  ['packages/toolkit/src/rehearse/kubelet/probes/a.ts', '../../../model/index.ts', undefined],
  ['packages/toolkit/src/rehearse/report/a.ts', '../events.ts', undefined],
  ['packages/toolkit/test/a.ts', 'seaworthy', undefined],
  ['packages/runtime/src/http/a.ts', '../clock.ts', undefined],
  ['packages/runtime/src/http/a.ts', 'zod', undefined],
  ['services/shop/src/a.ts', '@seaworthy/runtime/testing', undefined],
])('%s importing %s: %s', (importer, specifier, wall) => {
  expect(wallBetween(importer, specifier)).toBe(wall);
});
