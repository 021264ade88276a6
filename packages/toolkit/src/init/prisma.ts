import type { PackageJson } from '../project/index.ts';

/** What a Dockerfile does for Prisma. */
interface PrismaSteps {
  /** Lines before the installation of the stage that builds. */
  readonly system: readonly string[];
  /** Scripts of package.json that make the client when packages are installed, where neither the schema nor the command may be. */
  readonly dropped: readonly string[];
  /** Makes the client, unless the build does. */
  readonly generate: string | undefined;
  /** Puts what was made in `node_modules` aside, where the next stage takes it from. */
  readonly keep: string;
  /** The line that takes it. */
  readonly take: string;
}

/** Where the schema is found without being told (Prisma's documentation, "Prisma schema location" and "Prisma Config"). */
const schemas = ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema'];

/** Where the environment is read for the command itself, which ends with an error for what is missing there. */
const configs = ['prisma.config.ts', 'prisma.config.js'];

/** From this major version on, Prisma has no engine that is linked against libssl. */
const WITHOUT_ENGINE = 7;

/**
 * What a Dockerfile does for a service with Prisma, whose client a command makes of the schema, by default within `node_modules`: the
 * installation for production has neither. Undefined for other services.
 */
export function prismaSteps(
  { dependencies = {}, devDependencies = {}, scripts = {} }: PackageJson,
  has: (file: string) => boolean,
): PrismaSteps | undefined {
  const client = dependencies['@prisma/client'];
  if (client === undefined || !Object.hasOwn({ ...dependencies, ...devDependencies }, 'prisma'))
    return undefined;
  const makes = (script = '') => /\bprisma generate\b/.test(script);
  const byBuild = makes(scripts['prebuild']) || makes(scripts['build']);
  const isOlder = Number(/\d+/.exec(client)?.[0] ?? WITHOUT_ENGINE) < WITHOUT_ENGINE;
  const byInstall = /^((npx|pnpm|yarn|pnpm exec) )?prisma generate$/.test(
    scripts['postinstall']?.trim() ?? '',
  );
  const hasConfig = configs.some(has);
  // What the installation did finds its schema, wherever package.json says that it is.
  const isMade = byBuild || byInstall || hasConfig || schemas.some(has);
  return {
    system: [
      ...(isOlder
        ? [
            '# Prisma takes the engine for the OpenSSL that it finds: it is the one of the image below.',
            'RUN apt-get update && apt-get install --yes --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*',
          ]
        : []),
      ...(isMade && hasConfig
        ? [
            '# Nothing connects to it: the configuration may ask for it whatever the command is.',
            'ENV DATABASE_URL=postgresql://nowhere',
          ]
        : []),
    ],
    dropped: byInstall ? ['postinstall'] : [],
    generate: byBuild || !isMade ? undefined : 'node_modules/.bin/prisma generate',
    keep: String.raw`mkdir /generated && find node_modules -name .prisma -prune -exec cp -r --parents {} /generated \;`,
    take: 'COPY --from=build /generated ./',
  };
}
