/** The shop's API, as the page calls it. */

/** How often a request is repeated, and how long the first wait is, in milliseconds. */
const REPEATS = 5;
const FIRST_WAIT_MS = 250;

/** Statuses of 4xx that say "not now" rather than "not so": time-out, too early, too many (RFC 9110, 8470, 6585). */
const NOT_NOW = new Set([408, 425, 429]);

/** What is said of an answer that says nothing itself, as of a proxy's or the listener's own. */
const MEANINGS = { 413: 'That is too large.', 429: 'Too many requests just now. Try again shortly.' };

/** Why a request came to nothing: the status of its answer, 0 where there was none, and what to tell a person. */
class Failure extends Error {
  constructor(status, said, options) {
    super(said, options);
    this.status = status;
  }
}

/** Sends a request, with a file as it is and anything else as JSON, and gives the answer's JSON. */
export async function call(method, path, body, headers = {}) {
  const init = { method, headers };
  if (body instanceof Blob) {
    init.body = body;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json', ...headers };
  }
  const { ok, status, type, text } = await exchange(path, init);
  const answer = /^application\/([\w.-]+\+)?json\b/.test(type) ? JSON.parse(text) : {};
  if (!ok) throw new Failure(status, saidBy(status, answer));
  return answer;
}

async function exchange(path, init) {
  try {
    const response = await fetch(path, init);
    const type = response.headers.get('content-type') ?? '';
    return { ok: response.ok, status: response.status, type, text: await response.text() };
  } catch (cause) {
    throw new Failure(0, 'The shop cannot be reached. Try again shortly.', { cause });
  }
}

/** What a refusal says: its problem details (RFC 9457), or what its status means. */
function saidBy(status, { detail, errors = [] }) {
  if (detail !== undefined) return [detail, ...errors.map((error) => error.detail)].join(' ');
  if (status >= 500) return 'The shop cannot answer now. Try again shortly.';
  return MEANINGS[status] ?? `The shop refused it, with status ${status}.`;
}

/** Repeats a request that is safe to repeat, while the network or the shop can't answer. */
export async function repeat(request) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (!passes(error) || attempt > REPEATS) throw error;
      const wait = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function passes(error) {
  if (!(error instanceof Failure)) return false;
  return error.status === 0 || error.status >= 500 || NOT_NOW.has(error.status);
}

/** What to tell a person of an error. One of the page's own is reported as such, to whoever develops it. */
export function message(error) {
  if (error instanceof Failure) return error.message;
  reportError(error);
  return 'Something is wrong with this page. Load it again.';
}
