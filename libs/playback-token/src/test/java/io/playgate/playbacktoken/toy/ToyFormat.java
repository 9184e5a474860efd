package io.playgate.playbacktoken.toy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
record ToyFormat(Dialect dialect, Placement placement) implements PlacedFormat {
  private static final int FIELDS = 5;

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    List<String> patterns = GrantSyntax.paths(grant);
    if (patterns.isEmpty() || "".equals(grant.session()) || "".equals(grant.data())) {
      throw new UnsupportedGrantException("grant-empty", "paths, session and data need a text");
    }
    String signed =
        String.join(
            "~",
            Long.toString(grant.expiresAt()),
            encode(grant.session()),
            encode(grant.data()),
            encode(String.join("\n", patterns)));
    String mac = Base64Url.encode(Signatures.sign(key, signed.getBytes(UTF_8)));
    return TokenCutter.place(signed + "~" + mac, url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    String[] fields = text.split("~", -1);
    byte[] mac = fields.length == FIELDS ? Base64Url.decode(fields[FIELDS - 1]) : null;
    if (text.length() > TokenCutter.MAX_TOKEN_LENGTH || mac == null) {
      return malformed("it is no toy");
    }
    String signed = text.substring(0, text.lastIndexOf('~'));
    byte[] bytes = signed.getBytes(UTF_8);
    for (SigningKey key : keys.keys()) {
      if (key.verify(bytes, 0, bytes.length, mac)) {
        return read(fields, TokenIdentity.of(key.kid(), signed));
      }
    }
    return new Authentication.Rejected(DenyCode.SIGNATURE, "no key of the ring made this mac");
  }

  private static Authentication read(String[] fields, TokenIdentity identity) {
    long expiresAt = Decimals.number(fields[0]);
    String patterns = decode(fields[3]);
    if (expiresAt < 0 || patterns == null) {
      return malformed("a field cannot be read");
    }
    return Authentication.of(
        PlaybackGrant.expiringAt(expiresAt)
            .session(decode(fields[1]))
            .data(decode(fields[2]))
            .paths(List.of(patterns.split("\n", -1)))
            .build(),
        identity);
  }

  private static String encode(@Nullable String text) {
    return text == null ? "" : Base64Url.encode(text.getBytes(UTF_8));
  }

  /** The text; null where there is none. */
  private static @Nullable String decode(String field) {
    byte[] bytes = Base64Url.decode(field);
    return bytes == null || bytes.length == 0 ? null : new String(bytes, UTF_8);
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
