/** The Node binary of an image. */
export { NODE_PATH, nodeBinary, nodeEntries, runnableNode } from './node-binary.ts';
export { NODE_VERSION, nodePackage } from './version.ts';
