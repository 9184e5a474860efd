// Where a playback token stands in a media URL: `name=value`, as a path segment or as a query
// parameter. A player that holds URLs of an older token gets the present one put in its place.

/** The text of the token on a URL, name included, as it stands there; null where there is none. */
export function tokenOn(url, { carrier, name }) {
  const [start, end] = place(url, carrier, name) ?? [0, 0];
  return end ? url.slice(start, end) : null;
}

/**
 * The same URL with the present token.
 *
 * @param {string} url what the player asks for
 * @param {string} present the session's newest URL
 * @param {{carrier: string, name: string}} token how the token travels
 */
export function withPresentToken(url, present, token) {
  const piece = tokenOn(present, token);
  const found = place(url, token.carrier, token.name);
  if (!piece || !found || new URL(url).origin !== new URL(present).origin) return url;
  return url.slice(0, found[0]) + piece + url.slice(found[1]);
}

/** A media URL's path and query with its token cut short, for people. */
export function shortUrl(url, names) {
  const { origin } = new URL(url);
  let shown = url.slice(origin.length);
  for (const name of names) {
    for (const carrier of ['path', 'query']) {
      const found = place(shown, carrier, name);
      if (found) {
        const value = shown.slice(found[0] + name.length + 1, found[1]);
        shown = `${shown.slice(0, found[0])}${name}=${shorten(value)}${shown.slice(found[1])}`;
      }
    }
  }
  return shown;
}

export function shorten(token) {
  return token.length > 20 ? `${token.slice(0, 8)}…${token.slice(-6)}` : token;
}

/** Where the token begins and ends. */
function place(url, carrier, name) {
  const hash = url.indexOf('#');
  const whole = hash < 0 ? url.length : hash;
  const mark = url.indexOf('?');
  const query = mark < 0 || mark > whole ? whole : mark;
  const [from, to, separators] = carrier === 'query' ? [query, whole, '?&'] : [0, query, '/'];
  for (let i = from; i < to; i += 1) {
    if (separators.includes(url[i]) && url.startsWith(`${name}=`, i + 1)) {
      let end = i + 1;
      while (end < to && !separators.includes(url[end])) end += 1;
      return [i + 1, end];
    }
  }
  return null;
}
