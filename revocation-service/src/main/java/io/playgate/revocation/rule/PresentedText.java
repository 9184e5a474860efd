package io.playgate.revocation.rule;

import io.playgate.playbacktoken.ClaimedToken;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.revocationlist.SessionData;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule names that is to hit a playback token of which only the text is known. It is never
 * the text: of an ECDSA signature anybody can make another one. It is the token's own identifier,
 * or what an edge calls the token once it has verified it. Nothing here is verified, so whoever
 * names a token by its text must be allowed to name it in any other way.
 *
 * @param scope {@code token}; {@code session} for a token that names nothing closer
 * @param subject the subject of the rule
 * @param secret whether the text is an opaque token, which may be registered
 * @param expiresAt when the token claims to end, epoch seconds; {@link PlaybackGrant#UNSET} where
 *     it does not say
 */
public record PresentedText(RevocationScope scope, String subject, boolean secret, long expiresAt) {

  /** Reads a token's text; null where it is of no kind that is known here. */
  public static @Nullable PresentedText read(String text) {
    ClaimedToken token = ClaimedToken.read(text);
    if (token == null) {
      return null;
    }
    boolean secret = token.form() == ClaimedToken.Form.SECRET;
    TokenIdentity identity = token.identity();
    if (identity != null) {
      return new PresentedText(RevocationScope.TOKEN, identity.value(), secret, token.expiresAt());
    }
    String id = token.tokenId();
    String data = token.data();
    if (id == null && data != null) {
      Optional<SessionData> own = SessionData.decode(data);
      id = own.isPresent() ? own.get().tokenId() : null;
    }
    if (id != null) {
      return new PresentedText(RevocationScope.TOKEN, id, false, token.expiresAt());
    }
    String session = token.session();
    return session == null
        ? null
        : new PresentedText(RevocationScope.SESSION, session, false, token.expiresAt());
  }
}
