/** Debian packages: the pinned ones, fetched and read as apt does. */
export { readDeb, type Deb } from './deb.ts';
export { fetchPackage } from './fetch.ts';
export { debianPackages, debianRelease, type DebianPackage } from './packages.ts';
