package io.playgate.auth.signin;

import java.util.UUID;

/**
 * Says, within the transaction that ends it, that a sign-in session has ended before its time:
 * whatever was issued under it is to stop playing. Fire it wherever a session is deleted for
 * another reason than that its time is over.
 *
 * @param viewerId the viewer
 * @param login the sign-in session, {@code login} in viewer tokens
 * @param reason why it ended
 */
public record SignInEnded(UUID viewerId, UUID login, Reason reason) {

  /** Why a sign-in session ended. */
  public enum Reason {
    /** The viewer signed out. */
    SIGNED_OUT("sign-in.signed-out"),
    /** A refresh token came back that had been used before. */
    TOKEN_REUSED("sign-in.token-reused"),
    /** The viewer signed in anew on the same device, or another device took the place of it. */
    REPLACED("sign-in.replaced"),
    /** The viewer has another password. */
    PASSWORD_CHANGED("sign-in.password-changed"),
    /** The viewer was disabled. */
    VIEWER_DISABLED("sign-in.viewer-disabled");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** The reason code of the rule at revocation-service. */
    public String text() {
      return text;
    }
  }
}
