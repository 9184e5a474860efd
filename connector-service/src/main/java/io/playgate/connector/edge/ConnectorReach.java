package io.playgate.connector.edge;

import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import java.util.Set;

/**
 * Which rules a target can obey.
 *
 * @param scopes what it can look up
 * @param issueTimes whether it compares the issue time of tokens, so that it can obey cut-offs of
 *     scopes other than token and session
 */
public record ConnectorReach(Set<RevocationScope> scopes, boolean issueTimes) {

  public ConnectorReach {
    scopes = Set.copyOf(scopes);
  }

  /** Whether the target can obey the rule. */
  public boolean covers(RevocationRule rule) {
    return scopes.contains(rule.scope())
        && (issueTimes || rule.hitsUntilMillis() == Long.MAX_VALUE);
  }
}
