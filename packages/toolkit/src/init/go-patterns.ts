import type { SourcePatterns } from './source-patterns.ts';

/** What the source of a Go service shows as plain text, as teams write it. */
export const goPatterns: SourcePatterns = {
  files: '**/*.go',
  // `os.Getenv("A")`, helpers by their names (`getEnv("A", "b")`, `mustEnv("A")`), `BindEnv("a", "A")` of viper, and tags of structs
  // (`env:"A,required"`, `envconfig:"A"`).
  env: /\b(?!(?:Uns|S)etenv\b)\w*[eE]nv(?!elop|Prefix)\w*\(\s*(?:"[a-z][^"\n]*",\s*)?"([A-Z][A-Z0-9_]*)"|\benv(?:config)?:"([A-Z][A-Z0-9_]*)/g,
  ports: [
    // `getEnv("PORT", "8080")`, `cmp.Or(os.Getenv("PORT"), "8080")`, `env:"PORT" envDefault:"8080"`.
    /"(?<variable>(?:(?:HTTP|GRPC|APP|API|WEB|SERVER|LISTEN)_)?PORT)"[^\n]*?\b(?<port>\d{4,5})\b/g,
    // `if port == "" { port = "8080" }`, and no `db.Port = 5432`.
    /(?<![\w.])port\s*:?=\s*"?(?<port>\d{4,5})\b/gi,
    /["'`](?:0\.0\.0\.0|\[::\])?:(?<port>\d{4,5})["'`]/g,
    // An address at localhost is as a rule that of a server which it asks.
    /\b(?:Addr:\s*|(?:Listen|Run|Start|Serve)\w*\([^;\n]*?)["'`](?:localhost|127\.0\.0\.1|\[::1\]):(?<port>\d{4,5})["'`]/g,
  ],
  servesGrpc: /\bgrpc\.NewServer\(/,
  servesGrpcHealth: /\bRegisterHealthServer\(/,
  // net/http, gin, echo and fiber.
  servesHttp: /\bhttp\.(?:ListenAndServe|Serve\b|ServeTLS|Server\b)|\b(?:gin|echo|fiber)\.(?:New|Default)\(/,
};
