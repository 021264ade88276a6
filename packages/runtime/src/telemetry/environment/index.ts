/** The OTEL_* environment variables, read as the OpenTelemetry specification asks. */
export { EnvironmentReader, type Environment, type OnIgnored } from './environment-reader.ts';
export { tellUnheard } from './unheard.ts';
