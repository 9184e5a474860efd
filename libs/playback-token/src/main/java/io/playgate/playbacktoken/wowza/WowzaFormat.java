package io.playgate.playbacktoken.wowza;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class WowzaFormat implements PlacedFormat {
  private static final List<String> NO_ADDRESS = List.of("");

  private final Dialect dialect;
  private final Placement placement;
  private final String function;
  private final String endName;
  private final String sessionName;
  private final String startName;
  private final String hashName;
  private final List<String> names;

  /**
   * Binds the dialect.
   *
   * @param function the hash function
   * @param sessionParameter the parameter with the session, without its prefix
   */
  WowzaFormat(Dialect dialect, Placement placement, String function, String sessionParameter) {
    this.dialect = dialect;
    this.placement = placement;
    this.function = function;
    String prefix = placement.name();
    endName = prefix + "endtime";
    sessionName = prefix + sessionParameter;
    startName = prefix + "starttime";
    hashName = prefix + "hash";
    names = List.of(endName, sessionName, startName, hashName);
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
    String path = TokenCutter.target(url, placement).path();
    String content = content(path);
    if (content == null) {
      throw new UnsupportedGrantException(
          "url-without-stream", "the URL must name an application, or a stream, and a file in it");
    }
    List<String> paths = GrantSyntax.paths(grant);
    if (!paths.isEmpty() && !paths.equals(List.of("/" + content + "/*"))) {
      throw new UnsupportedGrantException(
          "path-pattern", "the one path pattern that can be said here is /" + content + "/*");
    }
    String ip = GrantSyntax.singleAddress(grant);
    String session = grant.session();
    if (session != null && (session.isEmpty() || !Base64Url.isAlphabet(session))) {
      throw new UnsupportedGrantException(
          "session-charset", "session may hold letters, digits, - and _ only");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(endName, Long.toString(grant.expiresAt()));
    if (session != null) {
      parameters.put(sessionName, session);
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      if (grant.notBefore() < 0) {
        throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
      }
      parameters.put(startName, Long.toString(grant.notBefore()));
    }
    parameters.put(hashName, hash(content, parameters, ip, key.secret()));
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    return TokenParameters.placeQuery(value, names, url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return TokenParameters.cutQuery(request, placement, names);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    Map<String, String> parameters = TokenParameters.split(token.value(), '&');
    if (parameters == null || content(token.path()) == null) {
      return malformed("the parameters or the path cannot be read");
    }
    if (("&" + token.query()).contains("&" + placement.name())
        || !names.containsAll(parameters.keySet())) {
      return malformed("there are parameters with the prefix that are not understood");
    }
    String hash = parameters.remove(hashName);
    long expiresAt = Decimals.number(parameters.get(endName));
    String start = parameters.get(startName);
    String session = parameters.get(sessionName);
    long notBefore = start == null ? PlaybackGrant.UNSET : Decimals.number(start);
    if (hash == null || expiresAt < 0 || (start != null && notBefore < 0)) {
      return malformed("the hash or the end time is missing, or a time is not a whole number");
    }
    if (notBefore != PlaybackGrant.UNSET && notBefore >= expiresAt) {
      return malformed("the start is not before the end");
    }
    if (session != null && (session.isEmpty() || !Base64Url.isAlphabet(session))) {
      return malformed("the session is not readable");
    }
    AddressBlock client = AddressBlock.single(token.request().clientIp());
    for (String path : token.signedPaths()) {
      String folder = String.valueOf(content(path));
      for (String ip : client == null ? NO_ADDRESS : List.of("", client.text())) {
        String address = ip.isEmpty() ? null : ip;
        SigningKey key =
            SharedSecrets.signer(keys, hash, secret -> hash(folder, parameters, address, secret));
        if (key != null) {
          return Authentication.ofSignedPath(
              PlaybackGrant.expiringAt(expiresAt)
                  .notBefore(notBefore)
                  .session(session)
                  .ip(address)
                  .build(),
              TokenIdentity.of(key.kid(), text(folder, parameters, address, new byte[0])));
        }
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this hash for this folder and client");
  }

  /** The folder of a path, without its leading slash; null where it is the root. */
  private static @Nullable String content(String path) {
    int end = path.lastIndexOf('/');
    return end <= 0 ? null : path.substring(1, end);
  }

  private String hash(
      String content, Map<String, String> parameters, @Nullable String ip, byte[] secret) {
    return Base64.getUrlEncoder()
        .encodeToString(SharedSecrets.digest(function, text(content, parameters, ip, secret)));
  }

  private static byte[] text(
      String content, Map<String, String> parameters, @Nullable String ip, byte[] secret) {
    List<byte[]> parts = new ArrayList<>();
    parameters.forEach((name, value) -> parts.add(SharedSecrets.utf8(name + "=" + value)));
    parts.add(secret);
    if (ip != null) {
      parts.add(SharedSecrets.utf8(ip));
    }
    parts.sort(Comparator.comparing(part -> part, Arrays::compareUnsigned));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(SharedSecrets.utf8(content));
    char separator = '?';
    for (byte[] part : parts) {
      text.write(separator);
      text.writeBytes(part);
      separator = '&';
    }
    return text.toByteArray();
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
