/** The shop's API, as the page calls it. */

/** How often a request is repeated, and how long the first wait is, in milliseconds. */
const REPEATS = 5;
const FIRST_WAIT_MS = 250;

/** A refusal: what the API answered, as `application/problem+json`. */
class Refusal extends Error {
  constructor(status, { detail, errors = [] }) {
    super([detail, ...errors.map((error) => error.detail)].join(' '));
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
  const response = await fetch(path, init);
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** Repeats a request that is safe to repeat, while the network or the shop can't answer. */
export async function repeat(request) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const passes = !(error instanceof Refusal) || error.status >= 500;
      if (!passes || attempt > REPEATS) throw error;
      const wait = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** What to tell a person of a failure. */
export function message(error) {
  return error instanceof Refusal ? error.message : 'The shop cannot be reached. Try again shortly.';
}
