/** Containers have this one, whatever that of whoever starts the rehearsal is (runc's default). */
export const UMASK = 'umask 022';
