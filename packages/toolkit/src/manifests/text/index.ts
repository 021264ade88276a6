/** YAML whose values carry their reasons as comments. */
export { note, type Annotated } from './note.ts';
export { renderYaml } from './render.ts';
