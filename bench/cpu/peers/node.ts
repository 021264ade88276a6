import { createServer } from 'node:http';
import { listener } from './handler.ts';

createServer(listener).listen(Number(process.env['PORT']), process.env['HOST']);
