import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { host, port } from './address.ts';

const app = new Hono();
app.get('/hello', (context) => context.json({ hello: 'world' }));
serve({ fetch: app.fetch, port, hostname: host });
