import { expect, test } from 'vitest';
import { goWarnings } from '../../src/image/program/index.ts';
import { readProject } from '../../src/project/index.ts';
import { has } from './docker-registry.ts';
import { projectFolder } from './service-project.ts';

const source = (imports: string, ...lines: readonly string[]) =>
  `package main\n\nimport (\n${imports}\n)\n\nfunc main() {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;

/** What is told of a program of these lines in a repository that has templates, migrations and a file of settings. */
async function told(imports: string, lines: readonly string[], hasZones = false): Promise<string[]> {
  const root = projectFolder({
    'go.mod': 'module example.test/shop\n\ngo 1.22\n',
    'cmd/api/main.go': source(imports, ...lines),
    'cmd/api/main_test.go': 'package main\n\nimport "os"\n\nvar data, _ = os.ReadFile("settings.yaml")\n',
    'cmd/api/windows.go': '//go:build windows\n\npackage main\n\nvar data = read("settings.yaml")\n',
    'templates/index.html': '',
    'migrations/1_a.sql': '',
    'settings.yaml': '',
  });
  return goWarnings(await readProject(root), 'amd64', hasZones);
}

const reads = (line: number, path: string) =>
  `cmd/api/main.go:${line}  reads ${path}, and the image has none of the repository's files: bring it along by //go:embed, or in a volume`;

test('what a Go program reads of its repository is told, for its image has but the program', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const found = await told('"html/template"; "os"; "net/http"', [
    'template.Must(template.ParseGlob("templates/*.html"))',
    'os.ReadFile("./settings.yaml")',
    '// os.ReadFile("settings.yaml")',
    'os.ReadFile("/etc/settings.yaml"); os.ReadFile("absent.yaml")',
    'http.Handle("/", http.FileServer(http.Dir("templates")))',
    'migrate.New("file://migrations", os.Getenv("DATABASE_URL"))',
  ]);
  expect(found).toEqual([
    reads(8, 'templates/*.html'),
    reads(9, './settings.yaml'),
    reads(12, 'templates'),
    reads(13, 'migrations'),
  ]);
});

test('a time zone that nothing brings is told', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const lines = ['time.LoadLocation("Europe/Berlin"); time.LoadLocation("UTC")', 'time.LoadLocation("UTC")'];
  const warning =
    'cmd/api/main.go:8  loads a time zone, and the image has none: import _ "time/tzdata", or add them by --time-zones';
  expect(await told('"time"', lines)).toEqual([warning]);
  expect(await told('"time"', lines, true)).toEqual([]);
  expect(await told('"time"; _ "time/tzdata"', lines)).toEqual([]);
});
