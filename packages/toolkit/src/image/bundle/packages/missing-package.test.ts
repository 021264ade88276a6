import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../../../test/model/folder.ts';
import { bundleNode } from '../node-bundle.ts';

/** A workspace with a service, and a package whose files only its build writes. */
async function workspace(source: string): Promise<string> {
  const root = await folderOf({
    'apps/api/package.json': '{"name":"api","dependencies":{"@shop/db":"workspace:*","boat":"1"}}',
    'apps/api/main.js': source,
    'packages/db/package.json':
      '{"name":"@shop/db","exports":{".":"./dist/index.js","./schema":"./dist/schema.js"},"scripts":{"build":"tsc"}}',
    'node_modules/boat/package.json': '{"name":"boat","main":"index.js","scripts":{"build":"tsc"}}',
    'node_modules/boat/index.js': '',
  });
  const link = join(root, 'apps/api/node_modules/@shop/db');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync('../../../../packages/db', link);
  return join(root, 'apps/api');
}

test.each([
  [
    `import '@shop/db';`,
    /^@shop\/db is a package of the workspace that is not built: .*packages\/db$/,
    /`npm run build` in .*packages\/db,/,
  ],
  [`require('@shop/db');`, /^@shop\/db is a package of the workspace that is not built/, /^Build it first/],
  [
    `import '@shop/db/schema';`,
    /^@shop\/db\/schema is a package of the workspace that is not built/,
    /^Build it first/,
  ],
  [
    `import 'boat/anchor';`,
    /^boat\/anchor is not in the boat that is installed$/,
    /^Correct the import, or .*node_modules\/boat\/package\.json/,
  ],
  [`import 'raft';`, /^raft is not installed$/, /^Install it/],
])(
  'an import of a package that is not there is told with what to do about it: %s',
  async (source, what, fix) => {
    const root = await workspace(source);
    const entry = join(root, 'main.js');
    const error = await bundleNode({ root, entry, conditions: [], external: [], exclude: [] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'SW_PACKAGE_MISSING',
      what: expect.stringMatching(what) as string,
      fix: expect.stringMatching(fix) as string,
      where: entry,
    });
  },
);
