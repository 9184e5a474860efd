package io.playgate.revocationlist;

import java.util.List;

/**
 * All rules that stand at one place of the log.
 *
 * @param position the place; what is logged after it is missing here
 * @param timeMillis when it was taken, epoch milliseconds on the log's clock
 * @param rules the rules, in no order
 */
public record RevocationSnapshot(
    FeedPosition position, long timeMillis, List<RevocationRule> rules) {

  public RevocationSnapshot {
    rules = List.copyOf(rules);
  }
}
