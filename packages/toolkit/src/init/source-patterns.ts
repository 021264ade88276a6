/** What is looked for in the source of a language, as plain text. */
export interface SourcePatterns {
  /** The files that are read, as a glob. */
  readonly files: string;
  /** Variables of the environment: the first group that matches is the name. */
  readonly env: RegExp;
  /** Variables that stand as the fields of a schema, in a file where the environment is read as a whole. Default: none do. */
  readonly schema?: { readonly isRead: RegExp; readonly fields: RegExp };
  /** Ports that are listened on, the more telling first: the groups `port`, and `variable` for what changes it. */
  readonly ports: readonly RegExp[];
  /** A server of gRPC. */
  readonly servesGrpc: RegExp;
  /** Its health service, which a gRPC probe asks. */
  readonly servesGrpcHealth: RegExp;
  /** A server of HTTP, of the language's own or of a framework. */
  readonly servesHttp: RegExp;
}
