package io.playgate.edge.introspection;

import io.playgate.edge.token.AuthenticatedToken;
import io.playgate.playbacktoken.DenyCode;

/** The outcome of looking up an opaque token. */
public sealed interface Introspection {

  /**
   * The token is known. Times, paths, bindings and revocations still have to be checked.
   *
   * @param token what it grants
   */
  record Active(AuthenticatedToken token) implements Introspection {}

  /**
   * The token is not known, or nobody could be asked.
   *
   * @param code why
   * @param detail the private cause; holds no token
   */
  record Refused(DenyCode code, String detail) implements Introspection {}
}
