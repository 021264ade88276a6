/** Ours: what the peers serve, and an echo over WebSockets. */
import { setTimeout } from 'node:timers/promises';
import { defineService } from '@seaworthy/runtime';
import { WebSocketServer } from 'ws';

const SLOW_MS = 2000;

const echo = new WebSocketServer({ noServer: true });
echo.on('connection', (socket) => {
  socket.on('message', (message) => socket.send(message));
});

await defineService({
  name: 'rollout',
  version: '1.0.0',
  start: () => ({
    listener: async (request, response) => {
      if (request.url === '/slow') await setTimeout(SLOW_MS);
      response.setHeader('content-type', 'text/plain');
      response.end('hello\n');
    },
    upgrade: (request, socket, head) =>
      echo.handleUpgrade(request, socket, head, (client) => echo.emit('connection', client, request)),
  }),
}).run();
