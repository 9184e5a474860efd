package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the claims of a grant. */
record ClaimsWriter(CatOptions options) {
  private static final int MOST = 50;

  /** The claims of a grant, in the order of their labels. */
  Map<CborItem, CborItem> claims(PlaybackGrant grant, RequestTarget target)
      throws UnsupportedGrantException {
    Map<CborItem, CborItem> claims = new LinkedHashMap<>();
    put(claims, Claim.ISS, text(options.issuer(), "issuer"));
    put(claims, Claim.SUB, text(grant.viewer(), "viewer"));
    String audience = options.audience();
    if (audience != null && grant.asset() != null) {
      throw new UnsupportedGrantException(
          "asset-not-carried",
          "aud is taken by the option audience, so the asset cannot be carried");
    }
    put(claims, Claim.AUD, text(audience == null ? grant.asset() : audience, "asset"));
    put(claims, Claim.EXP, time(grant.expiresAt()));
    put(claims, Claim.NBF, time(grant.notBefore()));
    put(claims, Claim.IAT, time(grant.issuedAt()));
    String session = grant.session();
    if (session != null) {
      if (!ClaimsReader.isSession(session)) {
        throw new UnsupportedGrantException(
            "session-charset", "session may be 1 to 64 letters, digits, - and _");
      }
      byte[] cti = session.getBytes(StandardCharsets.US_ASCII);
      put(claims, Claim.CTI, new CborItem.Bytes(cti));
    }
    Replay replay = options.replay();
    put(claims, Claim.CATREPLAY, replay == null ? null : replay.item());
    put(claims, Claim.CATV, new CborItem.Int(1));
    String ip = grant.ip();
    AddressBlock block = ip == null ? null : AddressBlock.parse(ip);
    if (block != null) {
      put(claims, Claim.CATNIP, new CborItem.Array(List.of(address(block))));
    }
    put(claims, Claim.CATU, uri(grant, target));
    List<String> methods = grant.methods().isEmpty() ? ClaimsReader.USUAL_METHODS : grant.methods();
    put(claims, Claim.CATM, texts(methods, "methods"));
    if (!grant.countries().isEmpty()) {
      put(claims, Claim.CATGEOISO3166, texts(grant.countries(), "countries"));
    }
    put(claims, Claim.CATTPK, options.clientKey());
    put(claims, Claim.CATIFDATA, text(grant.data(), "data"));
    RenewalClaim.Way renewal = options.renewal();
    if (renewal != null) {
      put(
          claims,
          Claim.CATR,
          RenewalClaim.item(renewal, options.renewalSeconds(), options.renewalDeadline()));
    }
    return claims;
  }

  private static void put(Map<CborItem, CborItem> claims, int claim, @Nullable CborItem value) {
    if (value != null) {
      claims.put(Claim.label(claim), value);
    }
  }

  private static @Nullable CborItem text(@Nullable String text, String field)
      throws UnsupportedGrantException {
    if (text == null) {
      return null;
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new UnsupportedGrantException("text-invalid", field + " must be valid Unicode");
    }
    return new CborItem.Text(text);
  }

  private static @Nullable CborItem time(long seconds) throws UnsupportedGrantException {
    if (seconds == PlaybackGrant.UNSET) {
      return null;
    }
    if (seconds < 0 || seconds > ClaimsReader.LATEST) {
      throw new UnsupportedGrantException("time-range", "times must be epoch seconds");
    }
    return new CborItem.Int(seconds);
  }

  private static CborItem texts(List<String> values, String field)
      throws UnsupportedGrantException {
    if (values.size() > MOST) {
      throw new UnsupportedGrantException(
          field + "-too-many", "there may be at most " + MOST + " " + field);
    }
    List<CborItem> items = new ArrayList<>(values.size());
    for (String value : values) {
      items.add(new CborItem.Text(value));
    }
    return new CborItem.Array(items);
  }

  /** An address, or a prefix without its trailing zero bytes (RFC 9164 section 4). */
  private static CborItem address(AddressBlock block) {
    byte[] bytes = block.bytes();
    int bits = block.prefixLength();
    long tag = block.isV4() ? 52 : 54;
    if (block.isSingle()) {
      return new CborItem.Tagged(tag, new CborItem.Bytes(bytes));
    }
    for (int bit = bits; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return new CborItem.Tagged(
        tag,
        new CborItem.Array(
            List.of(new CborItem.Int(bits), new CborItem.Bytes(Arrays.copyOf(bytes, length)))));
  }

  private CborItem uri(PlaybackGrant grant, RequestTarget target) throws UnsupportedGrantException {
    Map<CborItem, CborItem> parts = new LinkedHashMap<>();
    String host = options.host();
    if (host != null) {
      if (!UriMatch.isAt(target, host)) {
        throw new UnsupportedGrantException(
            "host-mismatch", "the URL's host is not that of the option host");
      }
      parts.put(new CborItem.Int(UriMatch.HOST), TextMatch.exactly(host));
    }
    List<String> paths = GrantSyntax.paths(grant);
    parts.put(
        new CborItem.Int(UriMatch.PATH),
        paths.isEmpty() ? TextMatch.exactly(target.path()) : TextMatch.coveredBy(paths));
    return new CborItem.Entries(parts);
  }
}
