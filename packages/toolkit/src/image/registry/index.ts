/** Registries: names, logins, and what is pushed to and pulled from them (OCI distribution specification). */
export { pullImage } from './pull.ts';
export { pinnedName, pushImage } from './push.ts';
export { formatReference, parseReference, type Reference } from './reference.ts';
export { attach } from './referrers.ts';
export type { UploadEvent } from './upload.ts';
