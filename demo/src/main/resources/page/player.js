// The player: hls.js on a video element, with a token that is swapped under it while it plays.

import { Problem } from './api.js';
import { withPresentToken } from './token.js';

const BUFFER_SECONDS = 4;
// What is kept of the beginning, so that a turn of the loop plays on at once: whole segments.
const BEGINNING_SECONDS = 4;

export class Player extends EventTarget {
  /**
   * Events, each with its data as `detail`: `request` {url, status, millis, problem?}, `denied`
   * {problem}: the edge refused what the player asked for and the player has stopped loading,
   * `failed` {problem}.
   */
  constructor(video) {
    super();
    this.video = video;
    this.hls = null;
    this.present = null;
    this.loading = false;
    video.addEventListener('seeking', () => this.forgetAhead());
    // Nothing but this class starts the video: not a key, not the keyboard's media buttons.
    video.addEventListener('play', () => {
      if (!this.loading) video.pause();
    });
  }

  /** Plays a session from a position in seconds; what played before is gone. */
  start(session, position = 0) {
    this.close();
    if (!window.Hls?.isSupported()) {
      this.fail('unsupported', 'This browser has no Media Source Extensions, which hls.js needs.');
      return;
    }
    this.present = session;
    this.loading = true;
    const hls = new window.Hls({
      // A small buffer, so that the player keeps asking and soon notices a denial.
      maxBufferLength: BUFFER_SECONDS,
      maxMaxBufferLength: BUFFER_SECONDS + 2,
      backBufferLength: Infinity, // see forgetBehind
      startPosition: position > 0 ? position : -1,
      xhrSetup: (xhr, url) => this.send(xhr, url, hls),
    });
    this.hls = hls;
    hls.on(window.Hls.Events.MANIFEST_PARSED, () => this.play());
    hls.on(window.Hls.Events.FRAG_CHANGED, () => this.forgetBehind());
    hls.on(window.Hls.Events.ERROR, (event, error) => {
      if (error.fatal && hls === this.hls && this.loading) {
        this.fail('player', `The player gave up: ${error.details}.`);
      }
    });
    hls.attachMedia(this.video);
    hls.loadSource(session.url);
  }

  /** Takes the next token of the session: requests carry it from now on, and nothing restarts. */
  swap(session) {
    this.present = session;
  }

  /** Goes on loading and playing where it stopped, without dropping what is buffered. */
  resume(session) {
    if (!this.hls) {
      this.start(session);
      return;
    }
    this.swap(session);
    this.loading = true;
    this.hls.startLoad(this.video.currentTime || -1);
    this.play();
  }

  /** Stops where it is; {@link resume} goes on from there. */
  stop() {
    this.loading = false;
    this.hls?.stopLoad();
    this.video.pause();
  }

  /** Drops what it plays. */
  close() {
    this.stop();
    this.hls?.destroy();
    this.hls = null;
    this.present = null;
  }

  get active() {
    return this.loading;
  }

  play() {
    this.video.play().catch(() => {
      // The browser wants a click of its own; the controls are there.
    });
  }

  /** Sends one request of the player, by the present token, and says how it went. */
  send(xhr, asked, hls) {
    const url = this.present
      ? withPresentToken(asked, this.present.url, this.present.token) : asked;
    const started = performance.now();
    xhr.addEventListener('loadend', () => {
      const millis = performance.now() - started;
      const { status } = xhr;
      if (status === 0) return; // given up by the player itself
      const problem = status < 400 ? null : Problem.of(status, bodyText(xhr));
      this.tell('request', { url, status, millis, problem });
      if (!problem || hls !== this.hls || !this.loading) return;
      this.stop();
      this.tell('denied', { problem });
    });
    xhr.open('GET', url, true);
  }

  /** Drops what was played but for the beginning: a small buffer soon notices a denial. */
  forgetBehind() {
    const end = this.video.currentTime - BUFFER_SECONDS;
    if (end > BEGINNING_SECONDS) {
      this.hls?.trigger(window.Hls.Events.BUFFER_FLUSHING,
        { startOffset: BEGINNING_SECONDS, endOffset: end, type: null });
    }
  }

  /**
   * Drops what lies buffered ahead of a jump back, as at each turn of the loop. What is loaded
   * later would meet it with a hole of some frames between them, and stall there for two seconds.
   */
  forgetAhead() {
    const { buffered, currentTime } = this.video;
    const start = currentTime + BUFFER_SECONDS;
    if (buffered.length > 0 && buffered.start(buffered.length - 1) > start) {
      // From one place for sound and picture, of which one may begin earlier than the other.
      this.hls?.trigger(window.Hls.Events.BUFFER_FLUSHING,
        { startOffset: start, endOffset: Infinity, type: null });
    }
  }

  fail(code, detail) {
    this.stop();
    this.tell('failed', { problem: new Problem(0, code, detail) });
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function bodyText(xhr) {
  if (xhr.responseType === '' || xhr.responseType === 'text') return xhr.responseText;
  return xhr.response instanceof ArrayBuffer ? new TextDecoder().decode(xhr.response) : '';
}
