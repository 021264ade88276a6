import { numeral, putMilliseconds } from '../encoding/ascii.ts';
import { escapeJson } from '../encoding/json-string.ts';
import type { LogForm } from './log-form.ts';

/** Our own, which collectors read without being told of it, but for those that have a form of their own. */
export const json: LogForm = {
  names: {
    level: 'level',
    time: 'time',
    message: 'msg',
    requestId: 'request_id',
    traceId: 'trace_id',
    spanId: 'span_id',
  },
  levels: {},
  tracePrefix: '',
  base: (facts) => ({ ...facts }),
  reserved: [],
  fields: (fields) => fields,
  moved: [],
  access: {
    // By hand: where each request has a path of its own, each pays for these.
    before({ method, path, route, status }) {
      const routeField = route === undefined ? '' : `,"route":"${escapeJson(route)}"`;
      return `","method":"${escapeJson(method)}","path":"${escapeJson(path)}"${routeField},"status":${numeral(status)},"duration_ms":`;
    },
    putDuration: putMilliseconds,
    after({ method, path, status, bytesIn, bytesOut, remote, userAgent, outcome }) {
      return (
        `,"bytes_in":${numeral(bytesIn)},"bytes_out":${numeral(bytesOut)}` +
        (remote === undefined ? '' : `,"remote":"${escapeJson(remote)}"`) +
        (userAgent === undefined ? '' : `,"user_agent":"${escapeJson(userAgent)}"`) +
        (outcome === 'completed' ? '' : `,"outcome":"${outcome}"`) +
        `,"msg":"${escapeJson(method)} ${escapeJson(path)} ${numeral(status)}"`
      );
    },
  },
};
