// Calls to services, and what they answer instead of what was asked for.

/** What a service answered instead of what was asked for. */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status; 0 where there was no answer
   * @param {string} code the stable code of the problem
   * @param {string} detail for people
   * @param {object} [more] `retryAfter` in seconds, `body` with the members of the problem
   */
  constructor(status, code, detail, { retryAfter = 0, body = {} } = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.body = body;
  }

  /** From the text of an answer: problem+json, or the error of an OAuth endpoint. */
  static of(status, text, retryAfter = 0) {
    let body = {};
    try {
      body = JSON.parse(text) ?? {};
    } catch {
      // Not JSON: the status has to do.
    }
    return new Problem(
      status,
      body.code ?? body.error ?? `http-${status}`,
      body.detail ?? body.error_description ?? body.title ?? `The answer was ${status}.`,
      { retryAfter, body });
  }
}

export async function call(method, url, { bearer, json, form } = {}) {
  const headers = {};
  let body;
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (json) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(json);
  }
  if (form) body = new URLSearchParams(form);
  let answer;
  try {
    answer = await fetch(url, { method, headers, body, cache: 'no-store', credentials: 'omit' });
  } catch {
    throw new Problem(0, 'unreachable', `${new URL(url, location.href).host} does not answer.`);
  }
  const text = await answer.text();
  if (!answer.ok) {
    throw Problem.of(answer.status, text, Number(answer.headers.get('Retry-After')) || 0);
  }
  return text ? JSON.parse(text) : {};
}
