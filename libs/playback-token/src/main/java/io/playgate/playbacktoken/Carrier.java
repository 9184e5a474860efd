package io.playgate.playbacktoken;

/** Where on a request a playback token travels. */
public enum Carrier {
  /** A path segment of its own, {@code /name=value/}: relative URIs in playlists inherit it. */
  PATH,
  /** A query parameter: relative URIs do not inherit it (RFC 3986 section 5.3). */
  QUERY,
  /** A cookie. */
  COOKIE,
  /** A request header. */
  HEADER
}
