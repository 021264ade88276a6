/** Where servers listen whose URLs name no port. */
const schemePorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

/** The port that a URL leads to; undefined where it is none, or its scheme says no port. */
export function portOfUrl(text: string): number | undefined {
  const { port, protocol } = URL.parse(text) ?? { port: '', protocol: '' };
  return port === '' ? schemePorts[protocol] : Number(port);
}
