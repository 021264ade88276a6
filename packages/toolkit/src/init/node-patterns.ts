import type { SourcePatterns } from './source-patterns.ts';

/** Names of the port that a service listens on, and of no other one's, such as DB_PORT. */
const ownPort = '(?:(?:HTTP|GRPC|APP|API|WEB|SERVER|LISTEN)_)?PORT';
/** `const port = 3000` */
const constant = String.raw`(?<![\w$.])${ownPort}(?::\s*number)?\s*=\s*['"]?(?<port>\d{4,5})\b`;

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
    new RegExp(
      String.raw`(?<![\w$]|\b(?:const|let|var)\s+)(?<variable>${ownPort})\b[^;\n]*?(?:\?\?|\|\||[:=,]|\bdefault\()\s*['"]?(?<port>\d{4,5})\b`,
      'g',
    ),
    // A constant that is listened on in the same file: others have the ports of servers that are asked.
    new RegExp(
      String.raw`${constant}(?=[^]*\b(?:listen|serve)\s*\([^;]{0,300}?\b${ownPort}\b(?!\s*:\s*\d))`,
      'gi',
    ),
    // `listen(3000)`, `listen({ port: 3000 })`, `serve({ port: 3000 })`.
    /\b(?:listen|serve)\s*\([^;\n]*?\b(?<port>\d{4,5})\b/g,
    // The same in several lines, and `listen: { port: 4000 }`.
    /\b(?:listen|serve)\s*[(:][^;)]{0,300}?\bport:\s*(?<port>\d{4,5})\b/g,
    // `bindAsync('0.0.0.0:50051', …)` of gRPC, and its `url` in NestJS.
    /\b(?:bindAsync\(|url:)\s*['"`](?:0\.0\.0\.0|\[::\]):(?<port>\d{4,5})\b/g,
    new RegExp(constant, 'gi'),
  ],
  servesGrpc: /\.bindAsync\(|\bTransport\.GRPC\b/,
  servesGrpcHealth: /\bgrpc-health-check\b|\bHealthImplementation\b|\bgrpc\.health\.v1\b/,
  // One that listens to nothing said is such a service of NestJS.
  servesHttp: /\.listen\(\s*[^)\s]|\bserve\(/,
};
