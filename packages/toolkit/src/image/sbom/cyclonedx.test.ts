import { expect, test } from 'vitest';
import { npmComponent } from './components.ts';
import { billOfMaterials } from './cyclonedx.ts';

const subject = {
  ...npmComponent({ name: '@team/shop', version: '1.0.0', licence: undefined }),
  type: 'application' as const,
};
const pg = npmComponent({ name: 'pg', version: '8.0.0', licence: 'MIT' });
const zod = npmComponent({ name: 'zod', version: '4.0.0', licence: '(MIT OR Apache-2.0)' });

test('the same parts give the same bytes, in whatever order and however often they are named', () => {
  const one = billOfMaterials({ subject, components: [pg, zod], time: 0 });
  const other = billOfMaterials({ subject, components: [zod, pg, pg], time: 0 });
  expect(one.equals(other)).toBe(true);
  expect(billOfMaterials({ subject, components: [pg], time: 0 }).equals(one)).toBe(false);
});

test('a part has its package URL and licence', () => {
  const bill = JSON.parse(billOfMaterials({ subject, components: [pg, zod], time: 0 }).toString()) as {
    serialNumber: string;
    components: unknown[];
  };
  expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: '1970-01-01T00:00:00.000Z', component: { purl: 'pkg:npm/%40team/shop@1.0.0' } },
    components: [
      { purl: 'pkg:npm/pg@8.0.0', licenses: [{ license: { name: 'MIT' } }] },
      { purl: 'pkg:npm/zod@4.0.0', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
    ],
  });
});
