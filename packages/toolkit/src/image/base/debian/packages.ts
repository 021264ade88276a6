import type { Platform } from '../../oci/index.ts';

/** A Debian package by version and content. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Below the archive's root. */
  readonly path: string;
  /** Of the whole file, hexadecimal, as in the archive's signed index. */
  readonly sha256: string;
}

/** The release that the packages are of. */
export const debianRelease = { version: '13', codename: 'trixie' } as const;

/** The moment at which Debian's archive of snapshots has every package below. */
export const SNAPSHOT = '20261121T000000Z';

const GLIBC = { version: '2.41-12+deb13u5', folder: 'pool/main/g/glibc' };
const GCC = { version: '14.2.0-19', folder: 'pool/main/g/gcc-14' };

type Sums = Readonly<Record<Platform['architecture'], string>>;

/** The C and C++ libraries that Node is linked against; libatomic from Node 26 on. */
const libraries: readonly { name: string; version: string; folder: string; sha256: Sums }[] = [
  {
    name: 'libc6',
    ...GLIBC,
    sha256: {
      amd64: 'b59b0625cd1a791375d40dab23a4d5d3d0641e3d0a773501becdc3725b7f99cf',
      arm64: '0966fc3da1a26cc57647c68b5736f791b6e7eb498173a7993f63b6c89b4ed4f5',
    },
  },
  {
    name: 'libstdc++6',
    ...GCC,
    sha256: {
      amd64: 'ab1fa05837aa7a92aae748fd07a18a35f7d18bb4a71c4724fe2bbf0e32089de0',
      arm64: '6669b0c52a2e7c6af9adfdabce3ff6e286065cdfbc7b85280862b5f799daebee',
    },
  },
  {
    name: 'libgcc-s1',
    ...GCC,
    sha256: {
      amd64: '3c71917b490d1a17aed43196a2787a256ecf060526cdb20216a74bedc061b150',
      arm64: '1108bc87879833d6d9a145f22a4a15cddb34e065b4b5f4b97bee586adbac2851',
    },
  },
  // Holds the licences of the other three.
  {
    name: 'gcc-14-base',
    ...GCC,
    sha256: {
      amd64: '5b6825de4263824b78c4c51f6476414f3b4e89c2ab63e81dc8b9b5501e867cf6',
      arm64: '34ee90679b018c0e64234747a4c4c0ae6b7f63541115037465a8627c2dfbc594',
    },
  },
  {
    name: 'libatomic1',
    ...GCC,
    sha256: {
      amd64: '212b399aae2f7299203d261a57e49372e09565a9a5ea971905f94a3960366c05',
      arm64: '7ccff90234484bf21ae5ecb79d25b6a84b2f4038f65dd139085b2e3a937cd8dc',
    },
  },
];

const certificates: DebianPackage = {
  name: 'ca-certificates',
  version: '20250419+deb13u1',
  path: 'pool/main/c/ca-certificates/ca-certificates_20250419+deb13u1_all.deb',
  sha256: 'c10585ac22c7f617a73d394eea29ba71d0356f350ae973b19043d1b017f80f54',
};

const timeZones: DebianPackage = {
  name: 'tzdata',
  version: '2026f-0+deb13u1',
  path: 'pool/main/t/tzdata/tzdata_2026f-0+deb13u1_all.deb',
  sha256: '2c1c561091402883430d0d47c57a3c0aa00b44afc8a6239265065a87211a5c11',
};

/** The packages that a base is made of. */
export function debianPackages(
  architecture: Platform['architecture'],
  wanted: { readonly libraries: boolean; readonly timeZones: boolean },
): DebianPackage[] {
  const linked = libraries.map(({ name, version, folder, sha256 }) => ({
    name,
    version,
    path: `${folder}/${name}_${version}_${architecture}.deb`,
    sha256: sha256[architecture],
  }));
  return [...(wanted.libraries ? linked : []), certificates, ...(wanted.timeZones ? [timeZones] : [])];
}
