// The demo's page: an app of the customer. It signs the viewer in, asks for permission to play,
// plays with hls.js, and shows what the edge says of each request.

const PROBE_MILLIS = 15;
const PROBE_PATIENCE = 15_000;
const REFRESH_RETRY_MILLIS = 2_000;
const ROWS = 250;

const $ = (id) => document.getElementById(id);
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// -------------------------------------------------------------------------------------------------
// Calls to services
// -------------------------------------------------------------------------------------------------

/** What a service answered instead of what was asked for. */
class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  /** From the text of an answer: problem+json, or the error of an OAuth endpoint. */
  static of(status, text) {
    let body = {};
    try {
      body = JSON.parse(text) ?? {};
    } catch {
      // Not JSON: the status has to do.
    }
    return new Problem(
      status,
      body.code ?? body.error ?? `http-${status}`,
      body.detail ?? body.error_description ?? body.title ?? `The answer was ${status}.`);
  }
}

async function call(method, url, { bearer, json, form } = {}) {
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
  if (!answer.ok) throw Problem.of(answer.status, text);
  return text ? JSON.parse(text) : {};
}

// -------------------------------------------------------------------------------------------------
// Viewer: who is signed in
// -------------------------------------------------------------------------------------------------

const viewer = {
  tokens: null,
  expires: 0,

  async signIn(login, password) {
    // One device for this browser, so that signing in again takes no further one.
    const deviceId = localStorage.getItem('playgate-demo-device-id') ?? undefined;
    const tokens = await call('POST', `${config.auth}/v1/sign-in`,
      { json: { login, password, device: 'Browser', deviceId } });
    localStorage.setItem('playgate-demo-device-id', tokens.deviceId);
    this.keep(tokens);
  },

  async signOut() {
    const token = this.tokens?.access_token;
    this.tokens = null;
    if (token) await call('POST', `${config.auth}/v1/sign-out`, { bearer: token });
  },

  keep(tokens) {
    this.tokens = tokens;
    this.expires = Date.now() + tokens.expires_in * 1000;
  },

  /** A viewer token that still holds. */
  async token({ renewed = false } = {}) {
    if (!this.tokens) throw new Problem(401, 'signed-out', 'Sign in first.');
    if (renewed || Date.now() > this.expires - 30_000) {
      this.keep(await call('POST', `${config.auth}/oauth2/token`, {
        form: { grant_type: 'refresh_token', refresh_token: this.tokens.refresh_token },
      }));
    }
    return this.tokens.access_token;
  },

  /** Does something with a viewer token, once more with a new one if the first was refused. */
  async authorized(use) {
    try {
      return await use(await this.token());
    } catch (problem) {
      // The packages stand in the token: after billing's change a new one may say otherwise.
      if (problem.status !== 401 && problem.code !== 'not-entitled') throw problem;
      return await use(await this.token({ renewed: true }));
    }
  },
};

// -------------------------------------------------------------------------------------------------
// Verdicts: each media request, and what the edge said of it
// -------------------------------------------------------------------------------------------------

const verdicts = {
  allowed: 0,
  denied: 0,

  add({ method, url, status, millis, code, note }) {
    const good = status >= 200 && status < 400;
    if (good) this.allowed += 1;
    else this.denied += 1;
    $('tally').textContent = `${this.allowed} allowed, ${this.denied} denied`;
    $('no-rows').hidden = true;

    const row = $('rows').insertRow(0);
    row.insertCell().textContent = new Date().toTimeString().slice(0, 8)
      + '.' + String(Date.now() % 1000).padStart(3, '0');
    const verdict = row.insertCell();
    verdict.className = 'verdict';
    const pill = verdict.appendChild(document.createElement('span'));
    pill.className = `pill ${good ? 'good' : 'bad'}`;
    pill.textContent = [status || 'no answer', code].filter(Boolean).join(' ');
    const path = row.insertCell();
    path.className = 'path';
    const line = path.appendChild(document.createElement('div'));
    const shown = shortUrl(url);
    const name = shown.split('?')[0].lastIndexOf('/') + 1;
    line.title = shown;
    line.append(`${method} `);
    const lead = line.appendChild(document.createElement('span'));
    lead.className = 'lead';
    lead.textContent = shown.slice(0, name);
    const rest = line.appendChild(document.createElement('span'));
    rest.textContent = shown.slice(name) + (note ? ` (${note})` : '');
    const millisCell = row.insertCell();
    millisCell.className = 'right';
    millisCell.textContent = millis.toFixed(millis < 10 ? 1 : 0);
    while ($('rows').rows.length > ROWS) $('rows').deleteRow(-1);
  },
};

function shorten(token) {
  return token.length > 20 ? `${token.slice(0, 8)}…${token.slice(-6)}` : token;
}

/** A media URL's path and query with the token cut short. */
function shortUrl(url) {
  const { pathname, search } = new URL(url);
  return (pathname + search).replace(
    /(\b(?:token|hdnts)=)([^/&]+)/g, (all, name, value) => name + shorten(value));
}

// -------------------------------------------------------------------------------------------------
// Player
// -------------------------------------------------------------------------------------------------

const video = $('video');

const player = {
  hls: null,
  /** 'idle', 'playing' or 'stopped'. */
  state: 'idle',
  position: 0,

  start(url, position = 0) {
    this.destroy();
    if (!window.Hls?.isSupported()) {
      this.stop('unsupported', 'This browser has no Media Source Extensions, which hls.js needs.');
      return;
    }
    this.state = 'playing';
    this.position = position;
    // A small buffer, so that the player keeps asking and soon notices a denial.
    const hls = new window.Hls({
      maxBufferLength: 4,
      maxMaxBufferLength: 6,
      backBufferLength: 4,
      startPosition: position > 0 ? position : -1,
      xhrSetup: (xhr, requested) => this.watch(xhr, requested, hls),
    });
    this.hls = hls;
    hls.on(window.Hls.Events.MANIFEST_PARSED, () => video.play().catch(() => {
      // The browser wants a click of its own; the controls are there.
    }));
    hls.on(window.Hls.Events.ERROR, (event, error) => {
      if (error.fatal && hls === this.hls && this.state === 'playing') {
        this.stop('player', `The player gave up: ${error.details}.`);
      }
    });
    hls.attachMedia(video);
    hls.loadSource(url);
    $('curtain').hidden = true;
    state('Playing', 'good');
  },

  /** Reports each request of the player, and stops at the first denial. */
  watch(xhr, url, hls) {
    const started = performance.now();
    xhr.addEventListener('loadend', () => {
      const millis = performance.now() - started;
      if (xhr.status === 0) return; // given up by the player itself
      if (xhr.status < 400) {
        verdicts.add({ method: 'GET', url, status: xhr.status, millis });
        return;
      }
      const problem = Problem.of(xhr.status, bodyText(xhr));
      verdicts.add({ method: 'GET', url, status: xhr.status, millis, code: problem.code });
      if (hls !== this.hls) return;
      if (problem.status === 403) billing.playerDenied();
      if (this.state === 'playing') {
        this.stop(`${problem.status} ${problem.code}`, problem.detail);
      }
    });
  },

  /** Where it is; a player that still loads is where it is going to be. */
  now() {
    return video.currentTime || this.position;
  },

  stop(title, text) {
    this.state = 'stopped';
    this.position = this.now();
    this.hls?.stopLoad();
    video.pause();
    curtain(`Stopped: ${title}`, text, 'bad');
    state('Stopped', 'bad');
  },

  idle() {
    this.destroy();
    this.state = 'idle';
    this.position = 0;
  },

  destroy() {
    const { hls } = this;
    this.hls = null;
    hls?.destroy();
  },
};

function bodyText(xhr) {
  if (xhr.responseType === '' || xhr.responseType === 'text') return xhr.responseText;
  return xhr.response instanceof ArrayBuffer ? new TextDecoder().decode(xhr.response) : '';
}

// -------------------------------------------------------------------------------------------------
// Playback session: the permission, its refresh and its end
// -------------------------------------------------------------------------------------------------

const session = {
  current: null,
  /** Whether the viewer asked to play and was refused for a hold: then its end starts playback. */
  wanted: false,
  busy: false,
  retryAt: 0,

  async open() {
    const asked = { assetId: $('asset').value, profile: $('profile').value };
    this.current = await viewer.authorized((bearer) =>
      call('POST', `${config.token}/v1/playback-sessions`, { bearer, json: asked }));
    this.show();
  },

  async refresh() {
    const { refreshUrl } = this.current;
    this.current = await viewer.authorized((bearer) => call('POST', refreshUrl, { bearer }));
    this.show();
    if (player.state === 'playing') player.start(this.current.url, player.now());
  },

  async end() {
    const ended = this.current;
    if (!ended) return;
    this.current = null;
    player.idle();
    this.show();
    await viewer.authorized((bearer) =>
      call('DELETE', `${config.token}/v1/playback-sessions/${ended.sessionId}`, { bearer }));
  },

  show() {
    const { current } = this;
    $('s-id').textContent = current ? shorten(current.sessionId) : '–';
    $('s-id').title = current?.sessionId ?? '';
    $('s-dialect').textContent = current?.token.dialect ?? '–';
    $('s-carrier').textContent = current ? `${current.token.carrier} (${current.token.name})` : '–';
    $('s-token').textContent = current ? shorten(current.token.value) : '–';
    $('refresh').disabled = !current;
    $('end').disabled = !current;
    this.tick();
  },

  tick() {
    const { current } = this;
    $('s-expires').textContent = current ? countdown(current.expiresAt) : '–';
    $('s-refresh').textContent = current ? countdown(current.refreshAt) : '–';
    const now = Date.now();
    if (current && player.state === 'playing' && !this.busy
      && now >= Date.parse(current.refreshAt) && now >= this.retryAt) {
      this.busy = true;
      this.retryAt = now + REFRESH_RETRY_MILLIS;
      this.refresh().catch(complain).finally(() => { this.busy = false; });
    }
  },
};

function countdown(time) {
  const seconds = Math.ceil((Date.parse(time) - Date.now()) / 1000);
  if (seconds <= 0) return 'now';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

// -------------------------------------------------------------------------------------------------
// Billing
// -------------------------------------------------------------------------------------------------

const billing = {
  clicked: 0,
  awaitsPlayer: false,

  async send(event) {
    this.clicked = performance.now();
    const { clicked } = this;
    const gives = event === 'reactivate';
    this.awaitsPlayer = !gives && player.state === 'playing';
    figure('m-edge', null);
    figure('m-webhook', null);
    figure('m-player', null);
    $('m-edge-caption').textContent =
      gives ? 'click to first 200 at the edge' : 'click to first 403 at the edge';

    const url = session.current?.url;
    const probing = url && !gives ? this.probe(url, (status) => status === 403) : null;
    const answer = await call('POST', `/billing/${event}`, { json: {} });
    figure('m-webhook', performance.now() - clicked);
    if (answer.status < 200 || answer.status > 299) {
      throw new Problem(answer.status, 'webhook-refused',
        `revocation-service answered ${answer.status} to ${answer.type}.`);
    }
    if (gives) {
      await this.resume(clicked);
    } else if (probing) {
      const change = await probing;
      if (!change) {
        throw new Problem(0, 'no-denial', 'The edge did not deny the token within 15 seconds.');
      }
      figure('m-edge', change.at - clicked);
    }
  },

  /** Asks for the playlist again and again until the edge's verdict is the wanted one. */
  async probe(url, wanted, patience = PROBE_PATIENCE) {
    const until = performance.now() + patience;
    let asked = 0;
    while (performance.now() < until) {
      const started = performance.now();
      let status = 0;
      try {
        const answer = await fetch(url, { method: 'HEAD', cache: 'no-store', credentials: 'omit' });
        ({ status } = answer);
      } catch {
        // The edge does not answer; it may again.
      }
      const at = performance.now();
      asked += 1;
      if (wanted(status)) {
        verdicts.add({ method: 'HEAD', url, status, millis: at - started, note: `probe ${asked}` });
        return { at, status };
      }
      await sleep(Math.max(0, PROBE_MILLIS - (at - started)));
    }
    return null;
  },

  /** The viewer may play again: with the same token where it still holds, else with a new one. */
  async resume(clicked) {
    const { current } = session;
    if (!current && !session.wanted) return;
    const usable = current && Date.now() < Date.parse(current.expiresAt);
    let change = usable ? await this.probe(current.url, (status) => status === 200, 2_000) : null;
    if (!change) {
      await session.open();
      change = await this.probe(session.current.url, (status) => status === 200);
    }
    if (!change) {
      throw new Problem(0, 'still-denied', 'The edge still denies the token after 15 seconds.');
    }
    figure('m-edge', change.at - clicked);
    if (player.state === 'stopped') player.start(session.current.url, player.position);
  },

  playerDenied() {
    if (!this.awaitsPlayer) return;
    this.awaitsPlayer = false;
    figure('m-player', performance.now() - this.clicked);
  },
};

function figure(id, millis) {
  $(id).textContent = millis === null ? '–'
    : millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(2)} s`;
}

// -------------------------------------------------------------------------------------------------
// The page
// -------------------------------------------------------------------------------------------------

function state(text, tone) {
  $('state').textContent = text;
  $('state').dataset.tone = tone;
}

function curtain(title, text, tone = 'idle') {
  $('curtain-title').textContent = title;
  $('curtain-text').textContent = text;
  $('curtain').dataset.tone = tone;
  $('curtain').hidden = false;
}

function complain(problem) {
  if (!(problem instanceof Problem)) throw problem;
  $('alert-code').textContent = [problem.status || null, problem.code].filter(Boolean).join(' ');
  $('alert-text').textContent = problem.detail;
  $('alert').hidden = false;
}

/** Runs what a control asks for; the control rests meanwhile. */
function on(element, event, action) {
  element.addEventListener(event, async (happened) => {
    happened.preventDefault();
    const control = element instanceof HTMLFormElement
      ? element.querySelector('[type=submit]') : element;
    control.disabled = true;
    $('alert').hidden = true;
    try {
      await action();
    } catch (problem) {
      complain(problem);
    } finally {
      control.disabled = false;
      showViewer();
      session.show();
    }
  });
}

function showViewer() {
  const signedIn = viewer.tokens !== null;
  $('sign-in').hidden = signedIn;
  $('signed-in').hidden = !signedIn;
  $('play-button').disabled = !signedIn;
}

on($('sign-in'), 'submit', async () => {
  await viewer.signIn($('login').value, $('password').value);
  $('who').textContent = $('login').value;
  $('who-more').textContent = `on ${viewer.device()}`;
  curtain('Ready to play', 'Choose how the token travels, and press play.');
  state('Signed in', 'idle');
});

on($('sign-out'), 'click', async () => {
  await session.end().catch(() => {
    // Signing out ends its tokens anyway.
  });
  await viewer.signOut();
  curtain('Nothing is playing', 'Sign in, choose how the token travels, and press play.');
  state('Not signed in', 'idle');
});

on($('play'), 'submit', async () => {
  if (session.current) {
    await session.end().catch(() => {
      // It may be over already; a new one is asked for either way.
    });
  }
  player.idle();
  session.wanted = false;
  curtain('Asking for permission to play', '');
  try {
    await session.open();
  } catch (problem) {
    session.wanted = problem.code === 'held';
    player.stop(`${problem.status} ${problem.code}`, problem.detail);
    throw problem;
  }
  player.start(session.current.url);
});

on($('refresh'), 'click', () => session.refresh());

on($('end'), 'click', async () => {
  await session.end();
  curtain('Session ended', 'Its tokens are revoked, and its place is free for another player.');
  state('Signed in', 'idle');
});

for (const button of document.querySelectorAll('[data-event]')) {
  on(button, 'click', () => billing.send(button.dataset.event));
}

$('alert-close').addEventListener('click', () => { $('alert').hidden = true; });

const config = await call('GET', '/config.json');
for (const asset of config.assets) $('asset').add(new Option(`${asset.id} – ${asset.title}`, asset.id));
for (const profile of config.profiles) {
  $('profile').add(new Option(`${profile.title} (${profile.id})`, profile.id));
}
$('login').value = config.viewer.login;
$('password').value = config.viewer.password;
$('sign-in-button').disabled = false;
setInterval(() => session.tick(), 250);
