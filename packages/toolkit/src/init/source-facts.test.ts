import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Project } from '../project/index.ts';
import { readSourceFacts } from './source-facts.ts';

function facts(language: Project['language'], text: string) {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-facts-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, language === 'go' ? 'main.go' : 'main.js'), text);
  return readSourceFacts({ root, language, entry: root } as Project);
}

test.each([
  ['process.env.A_B', ['A_B']],
  ["process.env['A_B']", ['A_B']],
  [
    'const { DATABASE_URL, CACHE_URL: cache, LEVEL = "X" } = process.env;',
    ['CACHE_URL', 'DATABASE_URL', 'LEVEL'],
  ],
  ['const { env } = process; use(env.TOKEN);', ['TOKEN']],
  ['const { A } = something;', []],
  ["config.get('A'); this.configService.getOrThrow<string>('B'); cache.get('C');", ['A', 'B']],
  [
    'const env = z.object({ A: z.string(), B_C: z.coerce.number().default(1) }).parse(process.env);',
    ['A', 'B_C'],
  ],
  ['cleanEnv(process.env, { A: str(), B: port({ default: 3000 }) });', ['A', 'B']],
  ['const body = z.object({ A: z.string() }); process.env.B;', ['B']],
])('variables that %s reads', async (text, env) => {
  expect((await facts('node', text)).env).toEqual(env);
});

test.each([
  ['os.Getenv("A"); os.LookupEnv("B"); os.Setenv("C", ""); os.Unsetenv("D")', ['A', 'B']],
  ['getEnv("A", "b"); cfg.mustEnvInt("B"); newEnvelope("C"); v.BindEnv("d", "D")', ['A', 'B', 'D']],
  ['v.SetEnvPrefix("A"); v.BindEnv("b", "B")', ['B']],
  ['A int `env:"A,required"`; B int `envconfig:"B" default:"1"`; C int `json:"C"`', ['A', 'B']],
])('variables that Go reads by %s', async (text, env) => {
  expect((await facts('go', text)).env).toEqual(env);
});

test.each([
  ['getEnv("PORT", "3000")', 3000, 'PORT'],
  ['cmp.Or(os.Getenv("HTTP_PORT"), "3000"); listen(":9090")', 3000, 'HTTP_PORT'],
  ['Port int `env:"PORT" envDefault:"3000"`', 3000, 'PORT'],
  ['port := os.Getenv("PORT")\nif port == "" {\n\tport = "3000"\n}', 3000, undefined],
  ['getEnv("DB_PORT", "5432"); http.ListenAndServe(":3000", nil)', 3000, undefined],
  ['getEnv("REDIS_ADDR", "localhost:6379"); http.ListenAndServe("[::]:3000", nil)', 3000, undefined],
  ['getEnv("REDIS_ADDR", "localhost:6379")', undefined, undefined],
  ['http.Server{Addr: "localhost:3000"}', 3000, undefined],
  ['if db.Port == "" { db.Port = "5432" }; http.ListenAndServe(":3000", nil)', 3000, undefined],
])('the port of Go, and its variable, by %s', async (text, port, portVariable) => {
  expect(await facts('go', text)).toMatchObject({ port, portVariable });
});

test.each([
  ['s := grpc.NewServer()', { hasHealth: false }],
  ['s := grpc.NewServer(); healthpb.RegisterHealthServer(s, h)', { hasHealth: true }],
  ['s := grpc.NewServer(); http.ListenAndServe(":8080", nil)', undefined],
  ['r := gin.New()', undefined],
])('what is served as gRPC alone by %s', async (text, grpc) => {
  expect((await facts('go', text)).grpc).toEqual(grpc);
});

test.each([
  ['node', 'server.listen(3000);', 3000],
  ['node', 'app.listen(process.env.PORT ?? 3000, () => {});', 3000],
  ['node', "await app.listen({ host: '0.0.0.0', port: 4000 });", 4000],
  ['node', 'server.listen(process.env.PORT);', undefined],
  ['node', 'const port = Number(process.env.PORT ?? 3000);\napp.listen(port);', 3000],
  ['node', "const port = process.env['PORT'] || '3000';", 3000],
  ['node', 'const port = parseInt(process.env.PORT, 10) || 3000;', 3000],
  ['node', 'const port = process.env.APP_PORT ? Number(process.env.APP_PORT) : 3000;', 3000],
  ['node', 'PORT: z.coerce.number().min(1024).max(65535).default(3000),', 3000],
  ['node', 'const port = 3000\napp.listen(port, () => {})', 3000],
  ['node', 'serve({\n  fetch: app.fetch,\n  port: 3000\n}, (info) => {})', 3000],
  ['node', 'await startStandaloneServer(server, {\n  listen: { port: 4000 },\n})', 4000],
  ['node', "server.bindAsync('0.0.0.0:50051', credentials, () => {});", 50_051],
  ['node', 'server.listen(process.env.PORT)\nconst database = { port: 5432 }', undefined],
  ['node', "import { serve } from 'srvx'\nexport const database = { port: 5432 }", undefined],
  ['node', 'const db = process.env.DB_PORT ?? 5432;', undefined],
  ['node', 'const PORT = process.env.DB_PORT ?? 5432;', undefined],
  ['node', 'const connect = (host, port = 6379) => {};\napp.listen(3000);\nhttp.get(url);', 3000],
  ['node', 'export const HTTP_PORT: number = 3000;', 3000],
  ['node', 'a.listen(3000); b.listen(3001);', undefined],
  ['go', 'http.ListenAndServe(":3000", nil)', 3000],
  ['go', 'port := os.Getenv("PORT")\nif port == "" {\n\tport = "3000"\n}', 3000],
  ['go', 'port := envOr("PORT", "3000")', 3000],
  ['go', 'dbport := envOr("DB_PORT", "5432")', undefined],
  ['go', 'http.ListenAndServe(addr, nil)', undefined],
] as const)('the port by %s: %s', async (language, text, port) => {
  expect((await facts(language, text)).port).toBe(port);
});

test.each([
  ["server.bindAsync('0.0.0.0:50051', credentials, done);", { hasHealth: false }],
  ["import 'grpc-health-check'; server.bindAsync(address, credentials, done);", { hasHealth: true }],
  [
    "createMicroservice(M, { transport: Transport.GRPC, options: { url: '[::]:1' } }); app.listen();",
    { hasHealth: false },
  ],
  ['server.bindAsync(address, credentials, done); createServer(h).listen(8080);', undefined],
  ['http.listen(3000);', undefined],
])('what a Node service serves as gRPC alone by %s', async (text, grpc) => {
  expect((await facts('node', text)).grpc).toEqual(grpc);
});

test.each([
  ["get('/healthz')", ['/healthz']],
  [
    "get('/api/health'); get('/api/v1/health/ready'); get('/_health')",
    ['/_health', '/api/health', '/api/v1/health/ready'],
  ],
  ["get('/api/healthy'); get('/users/health')", []],
])('paths of health checks by %s', async (text, healthPaths) => {
  expect((await facts('node', text)).healthPaths).toEqual(healthPaths);
});

test('of a constant that a variable sets the variable is told', async () => {
  const told = { port: 3000, portVariable: 'APP_PORT' };
  expect(await facts('node', 'const PORT = process.env.APP_PORT || 3000;')).toMatchObject(told);
});

test('a constant of the name of a variable is none', async () => {
  expect(await facts('node', 'const PORT = 3000; app.listen(PORT);')).toMatchObject({
    port: 3000,
    portVariable: undefined,
  });
});

test('a program without an ending is read, as the one that express-generator makes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-facts-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'bin'));
  const entry = join(root, 'bin/www');
  writeFileSync(entry, "var port = normalizePort(process.env.PORT || '3000');");
  expect(await readSourceFacts({ root, language: 'node', entry } as Project)).toMatchObject({
    env: ['PORT'],
    port: 3000,
    portVariable: 'PORT',
  });
});

test('of several Go programs what another one serves is none of this one', async () => {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-facts-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const texts = {
    'cmd/api': 'handle("/healthz")',
    'cmd/worker': 'os.Getenv("A")',
    internal: 'os.Getenv("B")',
    'cmd/internal': 'os.Getenv("C")',
  };
  for (const [folder, text] of Object.entries(texts)) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'main.go'), text);
  }
  const of = (entry: string) =>
    readSourceFacts({ root, language: 'go', entry: join(root, entry) } as Project);
  expect(await of('cmd/worker')).toMatchObject({ env: ['A', 'B', 'C'], healthPaths: [] });
  expect(await of('cmd/api')).toMatchObject({ env: ['B', 'C'], healthPaths: ['/healthz'] });
});
