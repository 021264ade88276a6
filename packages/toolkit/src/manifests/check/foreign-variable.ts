/** Of clouds, meshes and stores of secrets, collectors and other platforms. */
const platforms =
  /^(AWS|AZURE|GOOGLE|GCLOUD|CLOUDSDK|DAPR|ISTIO|LINKERD|VAULT|DOPPLER|DD|DT|SIGNALFX|NEW_RELIC|SENTRY|SPLUNK|INSTANA|HONEYCOMB|APPLICATIONINSIGHTS|ELASTIC_APM|OTEL|JAEGER|PYROSCOPE|KUBERNETES)_/;

/** Of languages and what installs packages for them. Of Go's names each is stated: `GO` alone begins words, too. */
const languages =
  /^(NODE|UV|V8|NPM_CONFIG|npm_config|COREPACK|CGO|JAVA|JDK|JVM|PYTHON|PHP|DOTNET|ASPNETCORE|RUBY|BUNDLE|GEM|RUST)_|^(PYTHON|RUBY(OPT|LIB)$)/;
const go =
  /^GO(_ENV|GC|MEMLIMIT|MAXPROCS|DEBUG|TRACEBACK|RACE|COVERDIR|ROOT|PATH|BIN|CACHE|MODCACHE|TMPDIR|ENV|FLAGS|OS|ARCH|ARM|ARM64|AMD64|PROXY|PRIVATE|NOPROXY|SUMDB|NOSUMDB|INSECURE|AUTH|VCS|WORK|EXPERIMENT|TOOLCHAIN|FIPS140)$/;

/** Of libraries: the C library, allocators, TLS, gRPC, and clients whose names are well known. */
const libraries =
  /^(LD|GLIBC|MALLOC|SSL_CERT|GRPC|PRISMA)_|^(PG[A-Z]+|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|DEBUG|FORCE_COLOR|NO_COLOR|AUTOMEMLIMIT)$/;

/** Of frameworks and their servers, and of libraries that take settings of their own from the environment. */
const frameworks =
  /^(NEXT|NUXT|NITRO|FASTIFY|KAFKAJS|TYPEORM|DOTENV|PM2|PUPPETEER|PLAYWRIGHT|SPRING|CATALINA|GUNICORN|UVICORN|FLASK|DJANGO|CELERY|RAILS|PUMA|PROTOCOL_BUFFERS)_|^(GIN_MODE|RACK_ENV|MIX_ENV|WEB_CONCURRENCY)$/;

/** Of the system and its shells. */
const system =
  /^(LC|XDG)_|^(HOME|HOSTNAME|USER|LOGNAME|SHELL|TERM|UMASK|PATH|PWD|TZ|LANG|LANGUAGE|TMPDIR|TMP|TEMP)$|^(HTTPS?|NO|ALL)_PROXY$/i;

/** Whether a variable is read by the language, the system, the platform or a well-known client of one, and not by the service's own code. */
export function isForeign(name: string): boolean {
  return [platforms, languages, go, libraries, frameworks, system].some((names) => names.test(name));
}
