import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A token service as large registries have one beside them (distribution, docs/spec/auth/jwt.md). */
export interface TokenService extends AsyncDisposable {
  /** What the registry is told of it. */
  readonly registrySettings: object;
  /** Every scope that a token was given for. */
  readonly scopes: readonly string[];
}

const SERVICE = 'test-registry';
const ISSUER = 'test-issuer';

/** Gives tokens, signed by a key of its own, to `docker` with the password `harbour`. It needs openssl for a certificate. */
export async function startTokenService(): Promise<TokenService> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-tokens-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const files = ['-keyout', key, '-out', certificate];
  const subject = ['-days', '2', '-subj', '/CN=test'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject], {
    stdio: 'ignore',
  });
  const privateKey = createPrivateKey(await readFile(key));
  const x5c = [new X509Certificate(await readFile(certificate)).raw.toString('base64')];
  const scopes: string[] = [];
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${btoa('docker:harbour')}`)
      return void response.writeHead(401).end();
    const asked = new URL(request.url ?? '', 'http://x').searchParams.getAll('scope');
    scopes.push(...asked);
    const seconds = Math.floor(Date.now() / 1000);
    const claims = {
      iss: ISSUER,
      sub: 'docker',
      aud: SERVICE,
      exp: seconds + 300,
      nbf: seconds - 60,
      iat: seconds,
      jti: randomUUID(),
      access: asked.map(accessOf),
    };
    const parts = [{ typ: 'JWT', alg: 'RS256', x5c }, claims].map((it) => base64url(JSON.stringify(it)));
    const text = parts.join('.');
    const token = `${text}.${base64url(sign('sha256', Buffer.from(text), privateKey))}`;
    response.end(JSON.stringify({ token }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const realm = `http://127.0.0.1:${port}/token`;
  return {
    registrySettings: { realm, service: SERVICE, issuer: ISSUER, rootcertbundle: certificate },
    scopes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** `repository:team/shop:pull,push`, as a token's claim. */
function accessOf(scope: string) {
  const [type, name, actions = ''] = scope.split(':');
  return { type, name, actions: actions.split(',') };
}

function base64url(content: string | Buffer): string {
  return Buffer.from(content).toString('base64url');
}
