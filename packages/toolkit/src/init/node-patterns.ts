import type { SourcePatterns } from './source-patterns.ts';

/** What the source of a Node service shows as plain text, as teams write it. */
export const nodePatterns: SourcePatterns = {
  files: '**/*.{ts,mts,cts,js,mjs,cjs}',
  // `process.env.A`; `config.get('A')` and `getOrThrow<string>('A')`, as in NestJS.
  env: /\b(?:process\.)?env(?:\.([A-Z][A-Z0-9_]*)|\[['"]([A-Z][A-Z0-9_]*)['"]\])|\b[cC]onfig\w*\.get(?:OrThrow)?(?:<[^>\n]*>)?\(\s*['"]([A-Z][A-Z0-9_]*)['"]/g,
  schema: {
    // `schema.parse(process.env)` and its like; NestJS is handed the schema.
    isRead: /\bprocess\.env\b(?!\s*[.?[])|\bvalidationSchema\b/,
    // Of zod, valibot, typebox, joi and envalid.
    fields:
      /(?<![\w$.])([A-Z][A-Z0-9_]*)\s*:\s*(?:(?:z|v|Type|Joi)\s*\.|(?:str|num|bool|port|url|host|email|json)\()/g,
  },
  ports: [
    // `process.env.PORT || '3000'`, `parseInt(process.env.PORT, 10) || 3000`, `PORT: z.coerce.number().default(3000)`.
    /(?<![\w$])(?<variable>(?:(?:HTTP|GRPC|APP|API|WEB|SERVER|LISTEN)_)?PORT)\b[^;\n]*?(?:\?\?|\|\||[:=,]|\bdefault\()\s*['"]?(?<port>\d{4,5})\b/g,
    // `const port = 3000`
    /(?<![\w$.])port\s*=\s*['"]?(?<port>\d{4,5})\b/gi,
    // `listen(3000)`, `listen({ port: 3000 })`, `serve({ port: 3000 })`.
    /\b(?:listen|serve)\s*\([^;\n]*?\b(?<port>\d{4,5})\b/g,
    // The same in several lines, and `listen: { port: 4000 }`.
    /\b(?:listen|serve)\b[^;)]{0,300}?\bport:\s*(?<port>\d{4,5})\b/g,
    // `bindAsync('0.0.0.0:50051', …)` of gRPC, and its `url` in NestJS.
    /\b(?:bindAsync\(|url:)\s*['"`](?:0\.0\.0\.0|\[::\]):(?<port>\d{4,5})\b/g,
  ],
  servesGrpc: /\.bindAsync\(|\bTransport\.GRPC\b/,
  servesGrpcHealth: /\bgrpc-health-check\b|\bHealthImplementation\b|\bgrpc\.health\.v1\b/,
  // One that listens to nothing said is such a service of NestJS.
  servesHttp: /\.listen\(\s*[^)\s]|\bserve\(/,
};
