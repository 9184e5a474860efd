package io.playgate.token.session;

/**
 * How often one viewer may ask, as the scripts take it.
 *
 * @param start for starting and asking again
 * @param refresh for refreshing
 * @param end for ending
 * @param opaqueTokens of one session at a time; 0 for no limit
 * @param rules that ending makes, at a time; 0 for no limit
 */
record Rates(Rate start, Rate refresh, Rate end, String opaqueTokens, String rules) {

  /**
   * A rate that may be used in bursts.
   *
   * @param cost what one request takes of it, milliseconds
   * @param burst how much may be taken at once, milliseconds; 0 for no limit
   */
  record Rate(String cost, String burst) {
    private static Rate of(int requests, long windowMillis) {
      return requests == 0
          ? new Rate("0", "0")
          : new Rate(
              Double.toString((double) windowMillis / requests), Long.toString(windowMillis));
    }
  }

  static Rates of(SessionConfig.Rate config) {
    long window = config.window().toMillis();
    if (window < 1
        || config.starts() < 0
        || config.refreshes() < 0
        || config.ends() < 0
        || config.opaqueTokens() < 0
        || config.rules() < 0) {
      throw new IllegalStateException(
          "playgate.session.rate: window must be positive, and the other numbers 0 or more");
    }
    return new Rates(
        Rate.of(config.starts(), window),
        Rate.of(config.refreshes(), window),
        Rate.of(config.ends(), window),
        Integer.toString(config.opaqueTokens()),
        Integer.toString(config.rules()));
  }
}
