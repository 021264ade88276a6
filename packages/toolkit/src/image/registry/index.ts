/** Registries: names, logins, and what is pushed to and pulled from them (OCI distribution specification). */
export { pullImage, type PulledImage } from './pull.ts';
export { pinnedName, pushImage, type PushOptions } from './push.ts';
export { formatReference, parseReference, type Reference } from './reference.ts';
export { attach, type Attachment } from './referrers.ts';
export type { UploadEvent } from './upload.ts';
