import { z } from 'zod';
import { answer, LOCATED, problems, slug, type Operations } from '../api/index.ts';
import { credentials } from './session.ts';
import { newUser } from './users.ts';

const user = z
  .object({ id: z.string(), name: z.string(), email: z.string(), createdAt: z.date() })
  .meta({ id: 'User' });

const holder = z.object({ user: user.nullable() });

/** What the routes of users and of the session take and answer. */
export const operations: Operations = {
  'POST /users': {
    summary: 'Register.',
    body: newUser,
    answers: {
      201: answer('The user.', user, LOCATED),
      ...problems({ 409: 'The id or the email is taken.' }),
    },
  },
  'GET /users/:id': {
    summary: 'One’s own account.',
    path: z.object({ id: slug }),
    signedIn: true,
    answers: { 200: answer('The user.', user), ...problems({ 404: 'It is not one’s own.' }) },
  },
  'POST /session': {
    summary: 'Log in. The answer’s cookie carries the session.',
    body: credentials,
    answers: {
      200: answer('Who is logged in.', holder, { 'Set-Cookie': 'The session.' }),
      ...problems({ 401: 'No such user, or another password.' }),
    },
  },
  'GET /session': { summary: 'Who is logged in.', answers: { 200: answer('The user, or null.', holder) } },
  'DELETE /session': {
    summary: 'Log out.',
    query: z.object({
      everywhere: z.string().optional().describe('Present: on all devices.'),
    }),
    answers: { 204: answer('Done.') },
  },
};
