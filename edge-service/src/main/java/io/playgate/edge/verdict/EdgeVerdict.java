package io.playgate.edge.verdict;

import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Verdict;
import org.jspecify.annotations.Nullable;

/** What this edge says of one request. */
public sealed interface EdgeVerdict {

  /**
   * The request may pass.
   *
   * @param profile the delivery profile it falls under
   * @param admitted the grant, and the request without its token
   */
  record Allow(DeliveryProfile profile, Verdict.Allow admitted) implements EdgeVerdict {

    /** The path at the origin: without base path and token, in normal form. */
    public String originPath() {
      return admitted.path().substring(profile.basePath().length());
    }
  }

  /**
   * The request is refused.
   *
   * @param code why
   * @param detail the private cause, for logs; holds no token
   * @param profile the delivery profile it falls under; null where there is none
   * @param session the playback session, once the token proved genuine; else null
   * @param kid the key that verified the token; null where none did
   * @param rule the revocation rule that hit; null where none did
   */
  record Deny(
      DenyCode code,
      String detail,
      @Nullable DeliveryProfile profile,
      @Nullable String session,
      @Nullable String kid,
      @Nullable String rule)
      implements EdgeVerdict {

    static Deny early(DenyCode code, String detail, @Nullable DeliveryProfile profile) {
      return new Deny(code, detail, profile, null, null, null);
    }
  }
}
