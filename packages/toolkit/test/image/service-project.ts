import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const packages = ['runtime', 'contract'];

/** A service on our runtime, as a user would write it, in a temporary folder. */
export function serviceProject(files: Readonly<Record<string, string>> = {}): string {
  const root = projectFolder({
    'package.json': JSON.stringify({
      name: 'greeter',
      version: '1.0.0',
      type: 'module',
      dependencies: { '@seaworthy/runtime': '0.1.0' },
      seaworthy: { image: { locales: ['en'] } },
    }),
    'src/main.ts': greeter('ahoy'),
    ...files,
  });
  mkdirSync(join(root, 'node_modules', '@seaworthy'), { recursive: true });
  for (const name of packages)
    symlinkSync(join(import.meta.dirname, '../../..', name), join(root, 'node_modules', '@seaworthy', name));
  return root;
}

/** The source of a service that answers with a greeting and its own place. */
export function greeter(greeting: string): string {
  return `
    import { defineService } from '@seaworthy/runtime';

    export interface Greeting { greeting: string }

    const service = defineService({
      name: 'greeter',
      version: '1.0.0',
      config: {},
      async start() {
        return { fetch: async () => Response.json({ greeting: '${greeting}', at: import.meta.url } as Greeting) };
      },
    });
    await service.run();
  `;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files that is gone after the tests of the file. */
export function projectFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'seaworthy-project-')));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
