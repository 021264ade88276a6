import { createServer } from 'node:http';
import { host, port } from './address.ts';
import { listener } from './listener.ts';

createServer(listener).listen(port, host);
