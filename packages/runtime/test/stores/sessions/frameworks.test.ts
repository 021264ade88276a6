import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { HttpHandler } from '../../../src/http/index.ts';
import {
  loadNodeSession,
  memorySessionStore,
  withSession,
  type Session,
  type Sessions,
  type SessionStore,
} from '../../../src/stores/sessions/index.ts';
import { serve } from '../../http/fixture.ts';
import { openSessions, type Shopping } from './fixture.ts';

/** What every service does: `/read` tells who it is and what is in the cart, `/buy` and `/login` change it. */
async function answer(path: string, session: Session<Shopping>): Promise<string> {
  if (path === '/buy') await session.update(({ cart }) => void cart.push('tea'));
  if (path === '/login') {
    await session.update(({ cart }) => void cart.push('gift'));
    await session.login('ann');
  }
  if (path === '/logout') await session.destroy();
  return JSON.stringify([session.userId ?? null, session.data.cart]);
}

/** Each answers with a cookie of the service's own besides. */
const THEME = 'theme=dark';

const frameworks: Record<string, (sessions: Sessions<Shopping>) => Promise<HttpHandler> | HttpHandler> = {
  'node:http': (sessions) => ({
    async listener(request, response) {
      response.setHeader('set-cookie', THEME);
      response.end(await answer(request.url ?? '', await loadNodeSession(sessions, request, response)));
    },
  }),

  express(sessions) {
    const app = express();
    app.set('env', 'test');
    app.use((request, response, next) => {
      response.cookie('theme', 'dark', { path: '' });
      loadNodeSession(sessions, request, response)
        .then((session) => answer(request.path, session))
        .then((body) => response.send(body), next);
    });
    return { listener: app };
  },

  async fastify(sessions) {
    const app = fastify();
    app.get('/*', async (request, reply) => {
      reply.header('set-cookie', THEME);
      const session = await sessions.load(request.headers.cookie, (setCookie) =>
        reply.header('set-cookie', setCookie),
      );
      return answer(request.url, session);
    });
    await app.ready();
    return { listener: (request, response) => app.routing(request, response) };
  },

  hono(sessions) {
    const app = new Hono();
    app.get('/*', async (c) => {
      c.header('set-cookie', THEME);
      const session = await sessions.load(c.req.header('cookie'), (setCookie) =>
        c.header('set-cookie', setCookie, { append: true }),
      );
      return c.body(await answer(c.req.path, session));
    });
    return { fetch: (request, bindings) => app.fetch(request, bindings) };
  },

  fetch: (sessions) => ({
    fetch: withSession(sessions, async (request, session) => {
      const body = await answer(new URL(request.url).pathname, session);
      return new Response(body, { headers: { 'set-cookie': THEME } });
    }),
  }),
};

describe.each(Object.entries(frameworks))('%s', (_, build) => {
  async function service() {
    const memory = memorySessionStore(true);
    let isDown = false;
    const store: SessionStore = {
      ...memory,
      read: (key) => (isDown ? Promise.reject(new Error('secret address refused')) : memory.read(key)),
    };
    const { url } = await serve(await build(openSessions(store)));
    let cookie = '';
    const visit = async (path: string) => {
      const response = await fetch(`${url}${path}`, { headers: { cookie } });
      const setCookies = response.headers.getSetCookie();
      expect(setCookies.length === 0 || setCookies[0]?.startsWith(THEME)).toBe(true);
      // A browser obeys them in order.
      for (const setCookie of setCookies)
        if (setCookie.startsWith('__Host-')) cookie = setCookie.split(';', 1).join();
      return {
        status: response.status,
        body: await response.text(),
        retryAfter: response.headers.get('retry-after'),
      };
    };
    return { visit, cookie: () => cookie, takeDown: (down: boolean) => (isDown = down) };
  }

  test('a browser keeps its session from request to request', async () => {
    const { visit, cookie } = await service();
    expect((await visit('/read')).body).toBe('[null,[]]');
    expect(cookie()).toBe('');
    expect((await visit('/buy')).body).toBe('[null,["tea"]]');
    const visitor = cookie();
    expect((await visit('/read')).body).toBe('[null,["tea"]]');
    expect(cookie()).toBe(visitor);
    expect((await visit('/login')).body).toBe('["ann",["tea","gift"]]');
    expect(cookie()).not.toBe(visitor);
    expect((await visit('/read')).body).toBe('["ann",["tea","gift"]]');
    expect((await visit('/logout')).body).toBe('[null,[]]');
    expect(cookie()).toBe('__Host-session=');
  });

  test('while the store is down the answer is 503, and nobody is logged out', async () => {
    const { visit, cookie, takeDown } = await service();
    await visit('/login');
    const known = cookie();
    takeDown(true);
    const { status, body, retryAfter } = await visit('/read');
    expect([status, retryAfter, cookie()]).toEqual([503, '1', known]);
    expect(body).not.toMatch(/secret/);
    takeDown(false);
    expect((await visit('/read')).body).toBe('["ann",["gift"]]');
  });
});
