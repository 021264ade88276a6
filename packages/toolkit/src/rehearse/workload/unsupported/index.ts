/** What of valid manifests is not emulated: told, never dropped in silence. */
export { unsupportedParts } from './unsupported-parts.ts';
