/**
 * The images that a Dockerfile stands on. Each is an ARG at the top of the file, the one place where its digest is pinned;
 * a digest that this program carried along would be of last year's image.
 */
export function baseImages(images: Readonly<Record<string, string>>): string[] {
  return [
    '# The images that this one stands on. Pin each by its digest (NAME:TAG@sha256:…), and let a bot renew it:',
    '#   docker buildx imagetools inspect NAME:TAG --format "{{.Manifest.Digest}}"',
    ...Object.entries(images).map(([name, image]) => `ARG ${name}=${image}`),
  ];
}
