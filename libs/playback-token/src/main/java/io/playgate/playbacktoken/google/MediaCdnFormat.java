package io.playgate.playbacktoken.google;

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
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement, in a query or a cookie. */
final class MediaCdnFormat implements PlacedFormat {
  private static final String SIGNATURE = "~Signature=";
  private static final String HMAC = "~hmac=";
  private static final int MOST_GLOBS = 5;

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable RequestOrigin expected;
  private final boolean signsPrefix;
  private final @Nullable SignedHeaders headers;

  /**
   * @param expected what the option {@code origin} names; null where it is not set
   * @param signsPrefix whether paths are signed as a URLPrefix, not as PathGlobs
   * @param headers what signed tokens are bound to; null for none
   */
  MediaCdnFormat(
      Dialect dialect,
      Placement placement,
      @Nullable RequestOrigin expected,
      boolean signsPrefix,
      @Nullable SignedHeaders headers) {
    this.dialect = dialect;
    this.placement = placement;
    this.expected = expected;
    this.signsPrefix = signsPrefix;
    this.headers = headers;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    // Sent and signed differ in two fields, so both are written side by side.
    StringBuilder sent = new StringBuilder(256);
    StringBuilder signed = new StringBuilder(256);
    List<String> paths = GrantSyntax.paths(grant);
    if (paths.isEmpty()) {
      String path = target.path();
      if (path.indexOf('~') >= 0) {
        throw new UnsupportedGrantException(
            "path-separator", "the URL's path holds a ~, which separates fields");
      }
      sent.append(MediaCdnFields.FULL_PATH);
      signed.append(MediaCdnFields.FULL_PATH).append('=').append(path);
    } else {
      String scope = scope(paths, target);
      sent.append(scope);
      signed.append(scope);
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      append(sent, signed, "~Starts=" + grant.notBefore());
    }
    append(sent, signed, "~Expires=" + grant.expiresAt());
    String session = grant.session();
    if (session != null) {
      append(sent, signed, "~SessionID=" + requireText(session, "session"));
    }
    String data = grant.data();
    if (data != null) {
      append(sent, signed, "~Data=" + requireText(data, "data"));
    }
    if (headers != null) {
      sent.append("~Headers=").append(headers.names());
      signed.append("~Headers=").append(headers.text());
    }
    String ip = grant.ip();
    if (ip != null) {
      String range = ip.indexOf('/') >= 0 ? ip : ip + (ip.indexOf(':') < 0 ? "/32" : "/128");
      append(
          sent, signed, "~IPRanges=" + Base64Url.encode(range.getBytes(StandardCharsets.US_ASCII)));
    }
    byte[] signature = Signatures.sign(key, signed.toString().getBytes(StandardCharsets.UTF_8));
    if (key.algorithm().equals("EdDSA")) {
      sent.append(SIGNATURE).append(Base64Url.encode(signature));
    } else {
      sent.append(HMAC).append(HexFormat.of().formatHex(signature));
    }
    return TokenCutter.place(sent.toString(), url, placement);
  }

  private static void append(StringBuilder sent, StringBuilder signed, String field) {
    sent.append(field);
    signed.append(field);
  }

  private String scope(List<String> paths, RequestTarget target) throws UnsupportedGrantException {
    if (signsPrefix) {
      return "URLPrefix=" + Base64Url.encode(UrlPrefix.of(paths, target, expected).bytes());
    }
    if (paths.size() > MOST_GLOBS) {
      throw new UnsupportedGrantException(
          "paths-too-many", "a token has at most " + MOST_GLOBS + " path patterns");
    }
    for (String path : paths) {
      if (path.chars().anyMatch(c -> ",!;~".indexOf(c) >= 0)) {
        throw new UnsupportedGrantException(
            "path-separator", "a path pattern holds one of , ! ; ~, which mean something else");
      }
    }
    return "PathGlobs=" + String.join("!", paths);
  }

  private static String requireText(String value, String field) throws UnsupportedGrantException {
    boolean plain =
        !value.isEmpty()
            && value
                .chars()
                .allMatch(
                    c -> c < 128 && (Character.isLetterOrDigit(c) || "-_.:=".indexOf(c) >= 0));
    if (!plain) {
      throw new UnsupportedGrantException(
          field + "-charset", field + " must be letters, digits and - _ . : =");
    }
    return value;
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    if (text.length() > TokenCutter.MAX_TOKEN_LENGTH) {
      return malformed("the token is too long");
    }
    int signedPart = text.lastIndexOf('~');
    boolean isHmac = signedPart > 0 && text.startsWith(HMAC, signedPart);
    if (!isHmac && !(signedPart > 0 && text.startsWith(SIGNATURE, signedPart))) {
      return malformed("the last field must be Signature or hmac");
    }
    String encoded = text.substring(text.indexOf('=', signedPart) + 1);
    byte[] signature = isHmac ? LowerHex.decode(encoded) : GoogleText.decode(encoded);
    if (signature == null) {
      return malformed("the signature cannot be read");
    }
    String complaint = null;
    boolean isRead = false;
    for (String path : token.signedPaths()) {
      MediaCdnFields fields = new MediaCdnFields();
      complaint = fields.read(text.substring(0, signedPart), path, token);
      isRead |= complaint == null;
      byte[] signed = fields.signed();
      for (SigningKey key : complaint == null ? keys.keys() : List.<SigningKey>of()) {
        if (isOf(key.algorithm(), isHmac, signature.length)
            && key.verify(signed, 0, signed.length, signature)) {
          return fields.accept(expected, TokenIdentity.of(key.kid(), signed));
        }
      }
      if (!fields.haveFullPath()) {
        break;
      }
    }
    if (complaint != null && !isRead) {
      return malformed(complaint);
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this signature");
  }

  private static boolean isOf(String algorithm, boolean isHmac, int length) {
    return switch (algorithm) {
      case "EdDSA" -> !isHmac;
      case "HS256" -> isHmac && length == 32;
      case "HS1" -> isHmac && length == 20;
      default -> false;
    };
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
