/** Ours: the peers' handler, and an echo over WebSockets. */
import { defineService } from '@seaworthy/runtime';
import { WebSocketServer } from 'ws';
import { handler } from './handler.ts';

const echo = new WebSocketServer({ noServer: true });
echo.on('connection', (socket) => {
  socket.on('message', (message) => socket.send(message));
});

await defineService({
  name: 'rollout',
  version: '1.0.0',
  start: () => ({
    listener: handler,
    upgrade: (request, socket, head) =>
      echo.handleUpgrade(request, socket, head, (client) => echo.emit('connection', client, request)),
  }),
}).run();
