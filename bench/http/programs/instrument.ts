/** OpenTelemetry's own SDK and instrumentations, loaded ahead of a program, as their documentation has it for ESM. */
import { register } from 'node:module';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
await import('@opentelemetry/auto-instrumentations-node/register');
