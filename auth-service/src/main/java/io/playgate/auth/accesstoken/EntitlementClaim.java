package io.playgate.auth.accesstoken;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entitlement as a viewer token names it.
 *
 * @param id its id, the same in every token
 * @param packageId the package that it grants
 * @param until when it ends, in whole seconds and rounded down; null when it has no end
 */
public record EntitlementClaim(String id, String packageId, @Nullable Instant until) {

  /** Characters of one in a token, its package's name aside. */
  public static final int OVERHEAD = 66;

  /** The members of the claim. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("package", packageId);
    if (until != null) {
      members.put("until", until.getEpochSecond());
    }
    return members;
  }
}
