/** The Node binary of an image. */
export { NODE_PATH, nodeBinary, nodeEntries, runnableNode, type NodeBinary } from './node-binary.ts';
export { NODE_VERSION, nodePackage, type NodePackage } from './version.ts';
