import { expect, test } from 'vitest';
import { vendorChunks } from './chunk-names.ts';

const modules: Readonly<Record<string, { static?: string[]; dynamic?: string[] }>> = {
  '/src/main.ts': { static: ['/node_modules/hono/a.js', '/src/store.ts'] },
  '/src/store.ts': {
    dynamic: ['/node_modules/@aws/s3/s.js', '/node_modules/@aws/sign/s.js', '/node_modules/pg/p.js'],
  },
  '/node_modules/hono/a.js': { static: ['/node_modules/tiny/t.js'] },
  '/node_modules/tiny/t.js': {},
  '/node_modules/@aws/s3/s.js': { static: ['/node_modules/smithy/s.js', '/node_modules/tiny/t.js'] },
  '/node_modules/@aws/sign/s.js': { static: ['/node_modules/smithy/s.js'] },
  '/node_modules/smithy/s.js': {},
  '/node_modules/pg/p.js': { static: ['/node_modules/tiny/t.js'] },
};

test('what is imported on demand is not read at the start, and parts that share modules are one', () => {
  const chunkOf = vendorChunks(['/src/main.ts'], (id) => {
    const { static: importedIds = [], dynamic: dynamicallyImportedIds = [] } = modules[id] ?? {};
    return { importedIds, dynamicallyImportedIds };
  });
  const chunks = Object.keys(modules)
    .filter((id) => id.includes('node_modules'))
    .map((id) => [id.split('node_modules/')[1], chunkOf(id)]);
  expect(Object.fromEntries(chunks)).toEqual({
    'hono/a.js': 'vendor',
    'tiny/t.js': 'vendor',
    '@aws/s3/s.js': 'vendor--aws-s3',
    '@aws/sign/s.js': 'vendor--aws-s3',
    'smithy/s.js': 'vendor--aws-s3',
    'pg/p.js': 'vendor-pg',
  });
});
