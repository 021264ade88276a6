/** WebSockets whose messages are echoed. */
export { WebSocketClient } from './websocket-client.ts';
