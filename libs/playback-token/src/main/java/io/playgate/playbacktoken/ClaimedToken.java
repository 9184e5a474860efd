package io.playgate.playbacktoken;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.internal.text.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The unverified claims of a token, read without a key: for revoking a token of which only the text
 * is known. A text that was tampered with identifies a token that no edge accepts, or another one
 * that the caller, who may revoke tokens, could have revoked as well.
 *
 * <p>Three forms are read: a secret of its own ({@code opaque}), a JSON Web Signature in compact
 * form ({@code jwt} and its like), and the fields of {@code edgeauth}.
 */
public final class ClaimedToken {
  private static final String MAC = "~hmac=";

  /** What kind of text it is. */
  public enum Form {
    /** A secret, which is all there is. */
    SECRET,
    /** A JSON Web Signature. */
    JWS,
    /** Fields joined by {@code ~}, of which the last is the MAC. */
    EDGEAUTH
  }

  private final Form form;
  private final String authenticated;
  private @Nullable String kid;
  private @Nullable String tokenId;
  private @Nullable String session;
  private @Nullable String data;
  private boolean hasAcl;
  private long expiresAt = PlaybackGrant.UNSET;

  private ClaimedToken(Form form, String authenticated) {
    this.form = form;
    this.authenticated = authenticated;
  }

  /** Reads a token's text; null where it has none of the forms. */
  public static @Nullable ClaimedToken read(String text) {
    if (text.isEmpty() || text.length() > CompactJws.MAX_LENGTH) {
      return null;
    }
    if (OpaqueTokens.isWellFormed(text)) {
      return new ClaimedToken(Form.SECRET, text);
    }
    int mac = text.lastIndexOf(MAC);
    return mac < 0 ? jws(text) : edgeAuth(text, mac);
  }

  private static @Nullable ClaimedToken jws(String text) {
    try {
      CompactJws jws = CompactJws.read(text);
      String type = jws.type();
      // An access token, say, is a JWT too, and nothing that an edge is ever presented.
      if (type != null && !type.equals("JWT") && !type.equals("playback+jwt")) {
        return null;
      }
      ClaimedToken token = new ClaimedToken(Form.JWS, text.substring(0, text.lastIndexOf('.')));
      StrictJson.readObject(jws.payload(), token::claim);
      String inHeader = jws.kid();
      token.kid = inHeader == null ? token.kid : inHeader;
      return token;
    } catch (CompactJws.MalformedException | IOException e) {
      return null;
    }
  }

  private void claim(String name, JsonParser value) throws IOException {
    JsonToken type = value.currentToken();
    switch (name) {
      case "kid" -> kid = StrictJson.string(value);
      case "jti" -> tokenId = StrictJson.string(value);
      case "sid" -> session = StrictJson.string(value);
      case "exp" -> {
        double seconds = type.isNumeric() ? value.getDoubleValue() : Double.NaN;
        if (!(seconds >= 0 && seconds < 1e15)) {
          throw new IOException("exp must be a whole number of seconds");
        }
        expiresAt = (long) Math.ceil(seconds);
      }
      default -> value.skipChildren();
    }
  }

  private static @Nullable ClaimedToken edgeAuth(String text, int mac) {
    int digits = text.length() - mac - MAC.length();
    if ((digits != 64 && digits != 40 && digits != 32)
        || !LowerHex.isAll(text, mac + MAC.length(), text.length())) {
      return null;
    }
    ClaimedToken token = new ClaimedToken(Form.EDGEAUTH, text.substring(0, mac));
    for (String field : token.authenticated.split("~", -1)) {
      int equals = field.indexOf('=');
      String value = field.substring(equals + 1);
      switch (equals < 0 ? "" : field.substring(0, equals)) {
        case "ip", "st" -> {
          // Says nothing about which token it is.
        }
        case "acl" -> token.hasAcl = true;
        case "id" -> token.session = value;
        case "data" -> token.data = value;
        case "exp" -> token.expiresAt = Decimals.number(value);
        default -> {
          return null;
        }
      }
    }
    return token.expiresAt < 0 ? null : token;
  }

  /** What kind of text it is. */
  public Form form() {
    return form;
  }

  /** The token's own identifier: {@code jti}. */
  public @Nullable String tokenId() {
    return tokenId;
  }

  /** The playback session: {@code sid}, {@code id=}. */
  public @Nullable String session() {
    return session;
  }

  /** The payload of {@code data=}. */
  public @Nullable String data() {
    return data;
  }

  /** When it ends, epoch seconds; {@link PlaybackGrant#UNSET} where it does not say. */
  public long expiresAt() {
    return expiresAt;
  }

  /**
   * What an edge that accepts the token calls it ({@link Authentication.Accepted#identity}).
   *
   * @return null where the text does not say which key signed it, or not all that was signed
   */
  public @Nullable TokenIdentity identity() {
    return form == Form.SECRET
        ? TokenIdentity.ofSecret(authenticated)
        : kid == null ? null : identity(kid);
  }

  /**
   * The same where it is known who signed it.
   *
   * @param signer the kid of the key that signed it
   */
  public @Nullable TokenIdentity identity(String signer) {
    return switch (form) {
      case SECRET -> TokenIdentity.ofSecret(authenticated);
      case JWS -> TokenIdentity.of(signer, authenticated);
      // Without an ACL the path is signed too, which only a request names.
      case EDGEAUTH -> hasAcl ? TokenIdentity.of(signer, authenticated) : null;
    };
  }
}
