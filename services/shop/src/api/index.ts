/** What every resource is made with: input that fits a schema, problems as answers, and the document of it all. */
export { api } from './api.ts';
export { limit, line, PAGE, readBody, readQuery, slug } from './input.ts';
export { openApi } from './openapi.ts';
export { answer, LOCATED, problems, type Operations } from './operation.ts';
export { notFound, Problem } from './problem.ts';
