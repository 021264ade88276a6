import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { folderOf } from '../model/folder.ts';

/** What the command is started by. */
export const program = resolve(import.meta.dirname, '../../src/cli/main.ts');

/** Runs the command as a user does; the exit status does not throw. */
export async function seaworthy(
  cwd: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  try {
    const run = promisify(execFile)(process.execPath, ['--conditions=seaworthy-source', program, ...args], {
      cwd,
    });
    const { stdout, stderr } = await run;
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const {
      code = -1,
      stdout = '',
      stderr = '',
    } = error as { code?: number; stdout?: string; stderr?: string };
    return { code, out: stdout, err: stderr };
  }
}

/** A Node service without a framework and without packages. */
export const nodeService = {
  'package.json':
    '{ "name": "@acme/greeter", "version": "2.1.0", "type": "module", "scripts": { "start": "node src/main.js" } }\n',
  'package-lock.json':
    '{ "name": "@acme/greeter", "version": "2.1.0", "lockfileVersion": 3, "packages": { "": { "name": "@acme/greeter", "version": "2.1.0" } } }\n',
  'src/main.js': `import { createServer } from 'node:http';
const token = process.env.API_TOKEN ?? 'none';
const server = createServer((request, response) => {
  if (request.url === '/healthz' || request.url === '/ready') return response.end('ok');
  response.end('hello ' + token.length + ' ' + process.getuid() + '\\n');
});
server.listen(Number(process.env.PORT ?? 8080));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
};

/** A Go service of the standard library alone. */
export const goService = {
  'go.mod': 'module example.com/greeter\n\ngo 1.24\n',
  'main.go': `package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "hello", len(os.Getenv("API_TOKEN")), os.Getuid())
	})
	server := &http.Server{Addr: ":" + os.Getenv("PORT")}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go server.ListenAndServe()
	<-ended.Done()
	server.Shutdown(context.Background())
}
`,
};

/** A folder with a service that `init` was run in. */
export async function initialized(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(
    await folderOf(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`greeter/${path}`, text])),
    ),
    'greeter',
  );
  const { code, err } = await seaworthy(folder, 'init');
  if (code !== 0) throw new Error(err);
  return folder;
}
