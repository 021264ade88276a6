export { ScratchServer } from './scratch-server.ts';
