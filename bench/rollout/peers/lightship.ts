/** lightship as its README shows it, with its defaults. */
import { createServer } from 'node:http';
import { createLightship } from 'lightship';
import { address, handler } from './handler.ts';

const lightship = await createLightship({ port: address.adminPort });
const server = createServer(handler).listen(address, () => lightship.signalReady());
lightship.registerShutdownHandler(() => {
  server.close();
});
