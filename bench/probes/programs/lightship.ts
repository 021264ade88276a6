/** lightship as its README shows it, with its defaults. */
import { createServer } from 'node:http';
import { createLightship } from 'lightship';
import { address, handler } from './busy.ts';

const lightship = await createLightship({ port: address.adminPort });
createServer(handler).listen(address, () => lightship.signalReady());
