// The demo's page: an app of the customer. It signs the viewer in, asks for permission to play,
// plays, swaps the token while it plays, and shows what the edge says of each request.

import { Problem, call } from './api.js';
import { Player } from './player.js';
import { shorten, shortUrl } from './token.js';

const PROBE_MILLIS = 15;
const PROBE_PATIENCE = 15_000;
const REFRESH_RETRY_MILLIS = 2_000;
/** How long after an event of billing a refusal may still come from before it. */
const SETTLING_MILLIS = 8_000;
const ROWS = 250;

const $ = (id) => document.getElementById(id);
const sleep = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

// -------------------------------------------------------------------------------------------------
// Viewer: who is signed in
// -------------------------------------------------------------------------------------------------

const viewer = {
  tokens: null,
  expires: 0,

  /** What this browser is called; its id is the server's, and signing in again continues it. */
  label() {
    const { userAgent } = navigator;
    const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0].replace('Edg', 'Edge');
    const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(userAgent)?.[0];
    return [browser ?? 'Browser', system].filter(Boolean).join(' on ');
  },

  async signIn(login, password, replaceDevice) {
    const deviceId = localStorage.getItem('playgate-demo-device-id') ?? undefined;
    this.keep(await call('POST', `${config.auth}/v1/sign-in`,
      { json: { login, password, device: this.label(), deviceId, replaceDevice } }));
    localStorage.setItem('playgate-demo-device-id', this.tokens.deviceId);
  },

  async signOut() {
    const token = this.tokens?.access_token;
    this.tokens = null;
    if (token) await call('POST', `${config.auth}/v1/sign-out`, { bearer: token });
  },

  keep(tokens) {
    this.tokens = { ...this.tokens, ...tokens };
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

  /**
   * Does something with a viewer token. What a viewer may watch stands in that token, so a refusal
   * for what it says is asked again with a new one: at once, and after an event of billing for as
   * long as the event may still be on its way.
   */
  async authorized(use) {
    let problem = null;
    const until = billing.at + SETTLING_MILLIS;
    do {
      if (problem) await sleep(Math.min(4_000, problem.retryAfter * 1000 || 400));
      try {
        return await use(await this.token({ renewed: problem !== null }));
      } catch (refused) {
        if (!(refused instanceof Problem)
          || (refused.status !== 401 && !['not-entitled', 'revoked'].includes(refused.code))) {
          throw refused;
        }
        if (problem && (refused.status === 401 || !billing.gives || Date.now() > until)) {
          throw refused;
        }
        problem = refused;
      }
    } while (true); // eslint-disable-line no-constant-condition
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
    const shown = shortUrl(url, session.tokenNames);
    const name = shown.split('?')[0].lastIndexOf('/') + 1;
    line.title = shown;
    const lead = line.appendChild(document.createElement('span'));
    lead.className = 'lead';
    lead.textContent = `${method} ${shown.slice(0, name)}`;
    const rest = line.appendChild(document.createElement('span'));
    rest.textContent = shown.slice(name) + (note ? ` (${note})` : '');
    const millisCell = row.insertCell();
    millisCell.className = 'right';
    millisCell.textContent = millis.toFixed(millis < 10 ? 1 : 0);
    while ($('rows').rows.length > ROWS) $('rows').deleteRow(-1);
  },
};

// -------------------------------------------------------------------------------------------------
// Player
// -------------------------------------------------------------------------------------------------

const player = new Player($('video'));

player.addEventListener('request', ({ detail: { url, status, millis, problem } }) => {
  verdicts.add({ method: 'GET', url, status, millis, code: problem?.code });
});

player.addEventListener('denied', ({ detail: { problem } }) => {
  if (problem.status === 403) billing.playerDenied();
  if (problem.code === 'token-expired') {
    // Asleep for longer than a token lives, or the refresh came too late: go on with a new one.
    session.renew().then(() => player.resume(session.current)).catch((refused) => stopped(refused));
  } else {
    stopped(problem);
  }
});

player.addEventListener('failed', ({ detail: { problem } }) => stopped(problem));

/** Says why nothing plays, and what brings it back. */
function stopped(problem) {
  player.stop();
  const said = [problem.status || null, problem.code].filter(Boolean).join(' ');
  const [text, action] = wayOut(problem);
  curtain(`Stopped: ${said}`, text, { tone: 'bad', action });
  state('Stopped', 'bad');
  session.wanted = true;
}

/** What to tell somebody who was refused, and the control that leads on. */
function wayOut({ code, detail }) {
  const taken = billing.last && !billing.gives;
  const since = taken ? `Billing said “${billing.last}” at ${clock(billing.at)}. ` : '';
  switch (code) {
    case 'held':
      return [`${since || 'The right to play is on hold. '}Reactivate, and it plays on.`,
        'reactivate'];
    case 'revoked':
      return taken
        ? [`${since}Tokens from before are taken back for good. Reactivate to play with new ones.`,
          'reactivate']
        : ['This session’s tokens were taken back. Play again to get new ones.', 'play'];
    case 'not-entitled':
      return taken
        ? [`${since}So the viewer has no package that holds this asset. Reactivate gives it back.`,
          'reactivate']
        : [`${detail} Choose another asset.`, 'asset'];
    case 'signed-out':
    case 'invalid_grant':
      return ['The sign-in has ended, here or on another device. Sign in again.', 'sign-in'];
    default:
      return [detail, 'play'];
  }
}

// -------------------------------------------------------------------------------------------------
// Playback session: the permission, its refresh and its end
// -------------------------------------------------------------------------------------------------

const session = {
  current: null,
  /** Whether the viewer asked to play and was refused or stopped: what gives it back plays on. */
  wanted: false,
  busy: false,
  retryAt: 0,
  tokenNames: new Set(),

  async open() {
    const asked = { assetId: $('asset').value, profile: $('profile').value };
    this.take(await viewer.authorized((bearer) =>
      call('POST', `${config.token}/v1/playback-sessions`, { bearer, json: asked })));
  },

  async refresh() {
    const { refreshUrl } = this.current;
    const url = new URL(refreshUrl, config.token).href;
    this.take(await viewer.authorized((bearer) => call('POST', url, { bearer })));
    player.swap(this.current);
  },

  /** The next token, by a session of its own where the old one is over. */
  async renew() {
    try {
      await this.refresh();
    } catch (problem) {
      if (problem.code !== 'unknown-session') throw problem;
      await this.open();
    }
  },

  take(answer) {
    this.current = answer;
    this.tokenNames.add(answer.token.name);
    this.show();
  },

  async end() {
    const ended = this.current;
    this.wanted = false;
    this.current = null;
    player.close();
    this.show();
    if (!ended) return;
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
    enable($('refresh'), current !== null);
    enable($('end'), current !== null);
    this.tick();
  },

  tick() {
    const { current } = this;
    $('s-expires').textContent = current ? countdown(current.expiresAt) : '–';
    $('s-refresh').textContent = current ? countdown(current.refreshAt) : '–';
    const now = Date.now();
    if (current && player.active && !this.busy
      && now >= Date.parse(current.refreshAt) && now >= this.retryAt) {
      this.busy = true;
      this.retryAt = now + REFRESH_RETRY_MILLIS;
      this.renew()
        .then(() => player.swap(this.current))
        .catch((problem) => complain(problem, 'play-error'))
        .finally(() => { this.busy = false; });
    }
  },
};

function countdown(time) {
  const seconds = Math.ceil((Date.parse(time) - Date.now()) / 1000);
  if (seconds <= 0) return 'now';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function clock(millis) {
  return new Date(millis).toTimeString().slice(0, 8);
}

// -------------------------------------------------------------------------------------------------
// Billing
// -------------------------------------------------------------------------------------------------

const billing = {
  /** The last event that was accepted, and when; the demo's server remembers it over a reload. */
  last: null,
  at: 0,
  clicked: 0,
  awaitsPlayer: false,

  /** Whether the last event gave something, or nothing was ever taken. */
  get gives() {
    return this.last === null || this.last === 'reactivate';
  },

  async recall() {
    const { event, at } = await call('GET', '/billing');
    this.keep(event ?? null, at ? Date.parse(at) : 0);
  },

  keep(event, at) {
    this.last = event;
    this.at = at;
    $('billing-state').textContent = this.gives
      ? 'Billing says: active.'
      : `Billing says: ${event}, since ${clock(at)}.`;
  },

  async send(event) {
    this.clicked = performance.now();
    const { clicked } = this;
    const gives = event === 'reactivate';
    this.awaitsPlayer = !gives && player.active;
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
    this.keep(event, Date.now());
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
    if (!viewer.tokens || (!current && !session.wanted)) return;
    const usable = current && Date.now() < Date.parse(current.expiresAt);
    let change = usable ? await this.probe(current.url, (status) => status === 200, 1_500) : null;
    if (!change) {
      await session.open();
      change = await this.probe(session.current.url, (status) => status === 200);
    }
    if (!change) {
      throw new Problem(0, 'still-denied', 'The edge still denies the token after 15 seconds.');
    }
    figure('m-edge', change.at - clicked);
    if (!player.active) playing();
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

/** What a curtain's button may do. */
const actions = {
  reactivate: ['Reactivate', () => document.querySelector('[data-event=reactivate]').click()],
  play: ['Play again', () => $('play-button').click()],
  asset: ['Choose an asset', () => $('asset').focus()],
  'sign-in': ['Sign in again', async () => {
    await leave();
    $('sign-in-button').focus();
  }],
};

/** Covers the video: what lies behind can neither be clicked nor played by a key. */
function curtain(title, text, { tone = 'idle', action } = {}) {
  $('curtain-title').textContent = title;
  $('curtain-text').textContent = text;
  $('curtain').dataset.tone = tone;
  const button = $('curtain-action');
  button.hidden = action === undefined;
  if (action) {
    [button.textContent] = actions[action];
    button.onclick = actions[action][1];
  }
  if (document.activeElement === $('video')) $('play-button').focus();
  $('video').inert = true;
  $('video').controls = false;
  $('curtain').hidden = false;
}

/** Plays on where it stopped, or from the start. */
function playing() {
  session.wanted = false;
  $('video').inert = false;
  $('video').controls = true;
  if ($('curtain').contains(document.activeElement)) {
    // What is inert takes no focus, and what is hidden loses it.
    $('video').focus({ preventScroll: true });
    if (document.activeElement !== $('video')) $('play-button').focus({ preventScroll: true });
  }
  $('curtain').hidden = true;
  // On a small screen the player is below the form.
  $('video').scrollIntoView({ block: 'nearest' });
  player.resume(session.current);
  state('Playing', 'good');
}

/** Says a problem beside the control that met it. */
function complain(problem, place) {
  if (!(problem instanceof Problem)) throw problem;
  const said = [problem.status || null, problem.code].filter(Boolean).join(' ');
  const code = document.createElement('strong');
  code.textContent = said;
  $(place).replaceChildren(code, ` ${problem.detail}`);
  $(place).hidden = false;
}

/** A control that rests keeps the focus that it has, or gives it to the one that leads on. */
function enable(control, on) {
  if (!on && document.activeElement === control) $('play-button').focus();
  control.disabled = !on;
}

const resting = new Set();

/** Runs what a control asks for; the control rests meanwhile, and keeps the focus. */
function on(element, event, place, action) {
  const control = element instanceof HTMLFormElement
    ? element.querySelector('[type=submit]') : element;
  element.addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (resting.has(control)) return;
    resting.add(control);
    control.setAttribute('aria-disabled', 'true');
    $(place).hidden = true;
    try {
      await action();
    } catch (problem) {
      complain(problem, place);
    } finally {
      resting.delete(control);
      control.removeAttribute('aria-disabled');
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
  if (signedIn) $('too-many').hidden = true;
}

/** Lists the devices that hold the places, each with a control that gives its place to this one. */
function offerPlaces(problem) {
  const list = $('devices');
  list.replaceChildren();
  for (const device of problem.body.devices) {
    const item = list.appendChild(document.createElement('li'));
    const text = item.appendChild(document.createElement('span'));
    text.textContent = `${device.label}, last seen ${new Date(device.lastSeen).toLocaleString()}`;
    const button = item.appendChild(document.createElement('button'));
    button.type = 'button';
    button.textContent = 'Sign out there';
    button.setAttribute('aria-label', `Sign out ${text.textContent}, and sign in here`);
    on(button, 'click', 'sign-in-error', () => signIn(device.deviceId));
  }
  $('too-many').hidden = false;
  list.querySelector('button')?.focus();
}

async function signIn(replaceDevice) {
  try {
    await viewer.signIn($('login').value, $('password').value, replaceDevice);
  } catch (problem) {
    if (problem.code !== 'too-many-devices' || !problem.body.devices) throw problem;
    offerPlaces(problem);
    throw new Problem(problem.status, problem.code, 'This viewer is signed in on '
      + `${problem.body.limit} devices, and no more are allowed.`);
  }
  $('who').textContent = $('login').value;
  $('who-more').textContent = `on ${viewer.label()}`;
  showViewer();
  await billing.recall();
  curtain('Ready to play', billing.gives
    ? 'Choose how the token travels, and press play.'
    : `Billing said “${billing.last}” at ${clock(billing.at)}: playing will be refused until `
      + 'it is reactivated.');
  state('Signed in', 'idle');
  $('play-button').focus();
}

/** Forgets the viewer, whatever the services say. */
async function leave() {
  await session.end().catch(() => {
    // Signing out ends its tokens anyway.
  });
  await viewer.signOut().catch((problem) => complain(problem, 'sign-in-error'));
  curtain('Nothing is playing', 'Sign in, choose how the token travels, and press play.');
  state('Not signed in', 'idle');
  showViewer();
}

on($('sign-in'), 'submit', 'sign-in-error', () => signIn());

on($('sign-out'), 'click', 'sign-in-error', async () => {
  await leave();
  $('sign-in-button').focus();
});

on($('play'), 'submit', 'play-error', async () => {
  await session.end().catch(() => {
    // It may be over already; a new one is asked for either way.
  });
  curtain('Asking for permission to play', '');
  try {
    await session.open();
  } catch (problem) {
    stopped(problem);
    throw problem;
  }
  playing();
});

on($('refresh'), 'click', 'play-error', () => session.refresh());

on($('end'), 'click', 'play-error', async () => {
  await session.end();
  curtain('Session ended', 'Its tokens are revoked, and its place is free for another player.');
  state('Signed in', 'idle');
});

for (const button of document.querySelectorAll('[data-event]')) {
  on(button, 'click', 'billing-error', () => billing.send(button.dataset.event));
}

// A device that slept wakes up here: the token may be due.
document.addEventListener('visibilitychange', () => session.tick());

const config = await call('GET', '/config.json');
for (const asset of config.assets) $('asset').add(new Option(asset.title, asset.id));
for (const profile of config.profiles) $('profile').add(new Option(profile.title, profile.id));
$('login').value = config.viewer.login;
$('password').value = config.viewer.password;
await billing.recall();
$('sign-in-button').disabled = false;
setInterval(() => session.tick(), 250);
