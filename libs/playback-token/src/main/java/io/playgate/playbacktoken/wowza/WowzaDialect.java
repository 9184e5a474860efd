package io.playgate.playbacktoken.wowza;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wowza Streaming Engine's SecureToken version 2.
 *
 * <p>{@code ?PREFIXstarttime=...&PREFIXendtime=...&PREFIXhash=...}, times in epoch seconds, the
 * prefix being {@link Placement#name()}. The hash is the SHA-256 (or, by the option {@value #HASH},
 * SHA-384 or SHA-512) of {@code CONTENT?} and then, sorted as texts and joined by {@code &}: the
 * parameters, the bare secret and, for a bound grant, the bare address of the client; in base64
 * with {@code -} and {@code _} and with padding.
 *
 * <p>CONTENT is the folder of the URL without its leading slash: {@code live/myStream} for {@code
 * /live/myStream/playlist.m3u8}. It is the smallest thing Wowza can sign, and one token is for
 * everything directly in it: a grant's one path pattern must be that folder and {@code /*}; a grant
 * without paths is given it. The session travels as a custom parameter, which Wowza hashes like the
 * others: {@code PREFIXsession}, or what the option {@value #SESSION_PARAMETER} names after the
 * prefix. The address is not in the URL, so an unbound token and one bound to the client's address
 * are both tried.
 */
public final class WowzaDialect implements PlacedDialect {

  /** The option that names the hash function. */
  public static final String HASH = "hash";

  /** The option that names the custom parameter with the session, without its prefix. */
  public static final String SESSION_PARAMETER = "sessionParameter";

  private static final Set<String> FUNCTIONS = Set.of("SHA-256", "SHA-384", "SHA-512");

  private static final List<String> NO_ADDRESS = List.of("");

  private static final Set<String> RESERVED = Set.of("endtime", "starttime", "hash");

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Wowza SecureToken v2",
          "Wowza Streaming Engine: SecureToken",
          "2, Wowza Streaming Engine 4.1 and later",
          List.of(Carrier.QUERY),
          "wowzatoken",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(GrantField.PATHS, GrantField.SESSION, GrantField.NOT_BEFORE, GrantField.IP),
          "the folder of the signed URL and /*",
          Map.of(
              HASH,
              "SHA-256 (the default), SHA-384 or SHA-512",
              SESSION_PARAMETER,
              "the custom parameter with the session, without the prefix; default session"),
          ProofLevel.PUBLISHED_VECTOR,
          "the HLS example of Wowza's documentation, with the hash that implementations expect");

  @Override
  public String id() {
    return "wowza";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  private static List<String> names(Placement placement) {
    String prefix = placement.name();
    return List.of(
        prefix + "endtime", sessionName(placement), prefix + "starttime", prefix + "hash");
  }

  private static String sessionName(Placement placement) {
    return placement.name() + placement.options().getOrDefault(SESSION_PARAMETER, "session");
  }

  /** Whether the parameter with the session is a name, and not one of Wowza's own. */
  private static boolean isSessionNamed(Placement placement) {
    String name = placement.options().getOrDefault(SESSION_PARAMETER, "session");
    return !name.isEmpty() && Base64Url.isAlphabet(name) && !RESERVED.contains(name);
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
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
    String function = function(placement);
    if (function == null || !isSessionNamed(placement)) {
      throw new UnsupportedGrantException(
          "option-invalid",
          "hash must be one of "
              + FUNCTIONS
              + ", sessionParameter a name of letters and digits, and none of "
              + RESERVED);
    }
    String prefix = placement.name();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(prefix + "endtime", Long.toString(grant.expiresAt()));
    if (session != null) {
      parameters.put(sessionName(placement), session);
    }
    if (grant.notBefore() != PlaybackGrant.UNSET) {
      if (grant.notBefore() < 0) {
        throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
      }
      parameters.put(prefix + "starttime", Long.toString(grant.notBefore()));
    }
    String hash = hash(function, content, parameters, ip, key.secret());
    parameters.put(prefix + "hash", hash);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return placement.carrier() == Carrier.QUERY
        ? TokenParameters.cutQuery(request, placement, names(placement))
        : new TokenCut.Refused(DenyCode.MISSING, "Wowza tokens travel in the query only");
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    Map<String, String> parameters = TokenParameters.split(token.value(), '&');
    String function = function(placement);
    String content = content(token.path());
    if (parameters == null || function == null || content == null || !isSessionNamed(placement)) {
      return malformed("the parameters, an option, or the path cannot be read");
    }
    if (("&" + token.query()).contains("&" + placement.name())
        || !names(placement).containsAll(parameters.keySet())) {
      return malformed("there are parameters with the prefix that are not understood");
    }
    String prefix = placement.name();
    String hash = parameters.remove(prefix + "hash");
    long expiresAt = SharedSecrets.number(parameters.get(prefix + "endtime"));
    String start = parameters.get(prefix + "starttime");
    String session = parameters.get(sessionName(placement));
    long notBefore = start == null ? PlaybackGrant.UNSET : SharedSecrets.number(start);
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
            SharedSecrets.signer(
                keys, hash, secret -> hash(function, folder, parameters, address, secret));
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

  private static @Nullable String function(Placement placement) {
    String option = placement.options().get(HASH);
    return option == null ? "SHA-256" : FUNCTIONS.contains(option) ? option : null;
  }

  private static String hash(
      String function,
      String content,
      Map<String, String> parameters,
      @Nullable String ip,
      byte[] secret) {
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
