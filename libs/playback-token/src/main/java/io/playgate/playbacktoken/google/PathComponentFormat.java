package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.Origins;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the signed requests whose signature is a component of their path. */
final class PathComponentFormat implements PlacedFormat {
  private static final String EXPIRES = "Expires";
  private static final String KEY_NAME = "KeyName";
  private static final String SIGNATURE = "Signature";
  private static final List<String> FIELDS = List.of(EXPIRES, KEY_NAME, SIGNATURE);
  private static final String ALGORITHM = "EdDSA";

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable RequestOrigin expected;

  /** How a component starts, with the slash before it. */
  private final String start;

  /**
   * @param expected what the option {@code origin} names; null where it is not set
   */
  PathComponentFormat(Dialect dialect, Placement placement, @Nullable RequestOrigin expected) {
    this.dialect = dialect;
    this.placement = placement;
    this.expected = expected;
    start = "/" + placement.name() + "=";
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantField.requireCarried(grant, Set.of(GrantField.PATHS), "media-cdn (path component)");
    if (!key.algorithm().equals(ALGORITHM)) {
      throw new UnsupportedGrantException("key-algorithm", "path components need an Ed25519 key");
    }
    if (!GoogleText.isKeyName(key.kid())) {
      throw new UnsupportedGrantException(
          "kid-charset", "the key's kid must be 1 to 63 letters, digits, - and _");
    }
    RequestTarget target = TokenCutter.target(url, placement);
    UrlPrefix prefix = UrlPrefix.of(GrantSyntax.paths(grant), target, expected);
    String folder = prefix.path();
    if (!folder.endsWith("/")
        || !target.path().startsWith(folder)
        || !folder.startsWith(placement.basePath() + "/")) {
      throw new UnsupportedGrantException(
          "path-not-folder",
          "a path component needs one pattern FOLDER/*, beneath the base path, that covers the"
              + " URL");
    }
    String fields = EXPIRES + "=" + grant.expiresAt() + "&" + KEY_NAME + "=" + key.kid();
    String text = prefix.origin() + folder + placement.name() + "=" + fields;
    byte[] signature = Signatures.sign(key, text.getBytes(StandardCharsets.US_ASCII));
    String value = fields + "&" + SIGNATURE + "=" + Base64Url.encode(signature);
    String rest = target.path().substring(folder.length());
    return new SignedToken(
        TokenCutter.url(
            target, folder + placement.name() + "=" + value + "/" + rest, target.query()),
        value,
        Map.of(),
        Map.of());
  }

  /**
   * Places a component where the URL's folder ends: it does not say which folder was signed. So it
   * opens the URLs that stand in that folder, and not those in a folder of it.
   */
  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    String path = TokenCutter.target(url, placement).path();
    String folder = path.substring(0, path.lastIndexOf('/'));
    return TokenCutter.place(
        value, url, new Placement(Carrier.PATH, placement.name(), folder, Map.of()));
  }

  /** Cuts the one component of the placement's name out of the path. */
  @Override
  public TokenCut cut(PlaybackRequest request) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(request.target());
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    }
    if (TokenParameters.hasAny(target.query(), List.of(placement.name()))) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "a token in the query");
    }
    String path = target.path();
    int at = path.indexOf(start);
    if (at < 0) {
      return new TokenCut.Refused(DenyCode.MISSING, "no component of the path is a token");
    }
    int value = at + start.length();
    int end = path.indexOf('/', value);
    String folder = path.substring(0, at);
    if (end < 0
        || path.indexOf(start, value) >= 0
        || !MediaPath.isUnambiguous(folder + "/")
        || !(folder + "/").startsWith(placement.basePath() + "/")) {
      return new TokenCut.Refused(
          DenyCode.MALFORMED,
          "two tokens, nothing after the token, or one that is not beneath the base path");
    }
    return TokenCutter.presented(
        path.substring(value, end),
        folder + path.substring(end),
        target.query(),
        request,
        placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String value = token.value();
    Map<String, String> values =
        value.length() > TokenCutter.MAX_TOKEN_LENGTH ? null : TokenParameters.split(value, '&');
    if (values == null || !List.copyOf(values.keySet()).equals(FIELDS)) {
      return malformed("the fields are not those of a path component");
    }
    byte[] signature = GoogleText.decode(values.getOrDefault(SIGNATURE, ""));
    long expiresAt = Decimals.number(values.getOrDefault(EXPIRES, ""));
    RequestOrigin origin = Origins.of(token.request(), expected);
    String folder = folder(token);
    if (signature == null || expiresAt < 0 || origin == null || folder == null) {
      return malformed("a field cannot be read, or the request does not say what URL it is for");
    }
    String kid = values.getOrDefault(KEY_NAME, "");
    SigningKey key = keys.find(kid).orElse(null);
    if (key == null || !key.algorithm().equals(ALGORITHM)) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "the KeyName is unknown", key == null);
    }
    String fields = value.substring(0, value.lastIndexOf('&'));
    byte[] text =
        (origin + folder + placement.name() + "=" + fields).getBytes(StandardCharsets.UTF_8);
    if (!key.verify(text, 0, text.length, signature)) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "the signature is not this key's");
    }
    // A pattern, which is read in its normal form.
    return Authentication.ofRequest(
        PlaybackGrant.expiringAt(expiresAt).paths(List.of(folder + "*")).build(),
        TokenIdentity.of(kid, text));
  }

  /** The path up to the component, with the slash before it; null where that is not clear. */
  private @Nullable String folder(PresentedToken token) {
    String path;
    try {
      path = RequestTarget.parse(token.request().target()).path();
    } catch (AmbiguousPathException e) {
      return null;
    }
    int at = path.indexOf(start + token.value() + "/");
    String folder = at < 0 ? null : path.substring(0, at + 1);
    // A pattern is made of it, so a star in it would open more than was signed.
    return folder != null && folder.indexOf('*') < 0 && MediaPath.isUnambiguous(folder)
        ? folder
        : null;
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
