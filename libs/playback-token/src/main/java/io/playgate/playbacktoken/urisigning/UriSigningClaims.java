package io.playgate.playbacktoken.urisigning;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.internal.text.StrictJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims of RFC 9246 section 2.1, as they stand in a token, and {@code sid}. Times may be
 * fractions of a second, as Apache Traffic Server writes them, and are rounded so that the token
 * holds shorter. A claim of the wrong type is not read: {@link #problem} says which.
 */
final class UriSigningClaims {

  /** Stands where a number is absent. */
  static final long ABSENT = PlaybackGrant.UNSET;

  /** Renewal is not wanted, though spoken of. */
  static final int TRANSPORT_NONE = 0;

  /** The successor travels in a cookie. */
  static final int TRANSPORT_COOKIE = 1;

  /** The successor travels in the query of a redirection. */
  static final int TRANSPORT_QUERY = 2;

  private static final int FEW = 64;
  private static final double LATEST = 999_999_999_999_999.0;

  @Nullable String issuer;
  @Nullable String subject;
  @Nullable List<String> audience;
  long expiresAt = ABSENT;
  long notBefore = ABSENT;
  long issuedAt = ABSENT;
  @Nullable String tokenId;
  long version = ABSENT;
  @Nullable String critical;
  @Nullable String ip;
  @Nullable String container;
  long renewalSeconds = ABSENT;
  long transport = ABSENT;
  long depth = ABSENT;
  @Nullable String session;
  private Authentication.@Nullable Rejected problem;

  /** The first claim that could not be read; null where all could. */
  Authentication.@Nullable Rejected problem() {
    return problem;
  }

  /** Reads one claim; {@link StrictJson.Member}. */
  void read(String name, JsonParser value) throws IOException {
    switch (name) {
      case "iss" -> issuer = text(value, DenyCode.ISSUER, "iss must be a string");
      case "sub" -> subject = text(value, DenyCode.SUBJECT, "sub must be a string");
      case "aud" -> readAudience(value);
      case "exp" ->
          expiresAt =
              time(value, false, DenyCode.EXPIRED, "exp must be a number of seconds since 1970");
      case "nbf" ->
          notBefore =
              time(
                  value,
                  true,
                  DenyCode.NOT_YET_VALID,
                  "nbf must be a number of seconds since 1970");
      case "iat" ->
          issuedAt =
              time(value, false, DenyCode.MALFORMED, "iat must be a number of seconds since 1970");
      case "jti" -> tokenId = text(value, DenyCode.TOKEN_ID, "jti must be a string");
      case "cdniv" -> version = whole(value, DenyCode.VERSION, "cdniv must be a whole number");
      case "cdnicrit" ->
          critical =
              text(value, DenyCode.CRITICAL_CLAIM, "cdnicrit must be a string of claim names");
      case "cdniip" -> ip = text(value, DenyCode.CLIENT_ADDRESS, "cdniip must be a string");
      case "cdniuc" -> container = text(value, DenyCode.OUTSIDE_ACL, "cdniuc must be a string");
      case "cdniets" ->
          renewalSeconds =
              time(value, false, DenyCode.RENEWAL, "cdniets must be a number of seconds");
      case "cdnistt" ->
          transport = whole(value, DenyCode.RENEWAL, "cdnistt must be a whole number");
      case "cdnistd" -> depth = whole(value, DenyCode.RENEWAL, "cdnistd must be a whole number");
      case "sid" -> session = text(value, DenyCode.MALFORMED, "sid must be a string");
      default -> value.skipChildren();
    }
  }

  private void readAudience(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.START_ARRAY) {
      audience = StrictJson.strings(value, FEW);
    } else {
      String single = text(value, DenyCode.AUDIENCE, "aud must be a string or an array of strings");
      audience = single == null ? null : List.of(single);
    }
  }

  private @Nullable String text(JsonParser value, DenyCode code, String detail) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_STRING) {
      return value.getText();
    }
    refuse(value, code, detail);
    return null;
  }

  private long whole(JsonParser value, DenyCode code, String detail) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      double number = value.getDoubleValue();
      if (number >= 0 && number <= LATEST) {
        return (long) number;
      }
    }
    refuse(value, code, detail);
    return ABSENT;
  }

  private long time(JsonParser value, boolean up, DenyCode code, String detail) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NUMBER_INT
        || value.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      double number = value.getDoubleValue();
      if (number >= 0 && number <= LATEST) {
        return (long) (up ? Math.ceil(number) : number);
      }
    }
    refuse(value, code, detail);
    return ABSENT;
  }

  private void refuse(JsonParser value, DenyCode code, String detail) throws IOException {
    value.skipChildren();
    if (problem == null) {
      problem = new Authentication.Rejected(code, detail);
    }
  }

  /** As JSON, in the order in which RFC 9246 lists them. */
  byte[] toJson() {
    return StrictJson.writeObject(this::write);
  }

  private void write(JsonGenerator out) throws IOException {
    text(out, "iss", issuer);
    text(out, "sub", subject);
    List<String> names = audience;
    if (names != null && names.size() == 1) {
      out.writeStringField("aud", names.getFirst());
    } else if (names != null) {
      out.writeArrayFieldStart("aud");
      for (String name : names) {
        out.writeString(name);
      }
      out.writeEndArray();
    }
    number(out, "exp", expiresAt);
    number(out, "nbf", notBefore);
    number(out, "iat", issuedAt);
    text(out, "jti", tokenId);
    number(out, "cdniv", version);
    text(out, "cdnicrit", critical);
    text(out, "cdniip", ip);
    text(out, "cdniuc", container);
    number(out, "cdniets", renewalSeconds);
    number(out, "cdnistt", transport);
    number(out, "cdnistd", depth);
    text(out, "sid", session);
  }

  private static void text(JsonGenerator out, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private static void number(JsonGenerator out, String name, long value) throws IOException {
    if (value != ABSENT) {
      out.writeNumberField(name, value);
    }
  }
}
