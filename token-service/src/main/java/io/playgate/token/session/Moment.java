package io.playgate.token.session;

/**
 * When a request is answered.
 *
 * @param millis by Redis' clock, epoch milliseconds
 * @param issuedAt what a token that is made for it names as its issue time, epoch seconds
 */
record Moment(long millis, long issuedAt) {
  /** The second it falls in. */
  long seconds() {
    return millis / 1000;
  }
}
