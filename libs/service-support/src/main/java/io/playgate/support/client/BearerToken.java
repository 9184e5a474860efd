package io.playgate.support.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The credential of a request and what it claims to be. Nothing is checked yet: the kind only says
 * who has to check it.
 */
sealed interface BearerToken {

  /** Longest token that is looked at; it must fit into a header of the usual 8 KiB limit. */
  int MAX_LENGTH = 8192;

  /** No bearer credential. */
  record None() implements BearerToken {}

  /** Claims to be a service assertion. */
  record Assertion(String text) implements BearerToken {}

  /** Claims to be a viewer token or an access token (RFC 9068). */
  record AccessToken(String text) implements BearerToken {}

  /** A bearer credential that is none of ours. */
  record Unusable() implements BearerToken {}

  /**
   * Reads the credential.
   *
   * @param authorization all values of the header {@code Authorization}
   */
  static BearerToken of(List<String> authorization) {
    if (authorization.isEmpty()) {
      return new None();
    }
    if (authorization.size() > 1) {
      return new Unusable();
    }
    String value = authorization.getFirst();
    if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return new None();
    }
    String token = value.substring(7).strip();
    String type = typeOf(token);
    if (type == null) {
      return new Unusable();
    }
    return switch (type.toLowerCase(Locale.ROOT)) {
      case AssertionVerifier.TYPE -> new Assertion(token);
      // RFC 9068 section 4 allows both forms.
      case "at+jwt", "application/at+jwt" -> new AccessToken(token);
      default -> new Unusable();
    };
  }

  private static @Nullable String typeOf(String token) {
    int dot = token.indexOf('.');
    if (dot <= 0 || token.length() > MAX_LENGTH) {
      return null;
    }
    try {
      Map<String, Object> header =
          JsonUtil.parseJson(
              new String(
                  Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8));
      return header.get("typ") instanceof String type ? type : null;
    } catch (JoseException | RuntimeException malformed) {
      return null;
    }
  }
}
