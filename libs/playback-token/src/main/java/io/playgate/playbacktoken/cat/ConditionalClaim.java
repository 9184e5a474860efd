package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claim {@code catif}: for a claim that refuses a request, an array of status, headers
 * and kid. The value of a header is a text, or an array of a text and the claims of a new token,
 * which is signed by the key of that kid and appended to the text; in it {@code iss} and {@code
 * iat} may be null or absent, for the issuer and the time of signing.
 */
final class ConditionalClaim {
  /** Headers that say how the message is framed or sent, which no token decides. */
  private static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final CatOptions options;
  private final KeyRing signers;
  private final long now;

  ConditionalClaim(CatOptions options, KeyRing signers, long now) {
    this.options = options;
    this.signers = signers;
    this.now = now;
  }

  /** The answer that claims have for a refusal; empty where they have none that is acceptable. */
  Optional<ConditionalAnswer> answer(Map<CborItem, CborItem> claims, DenyCode code) {
    int claim = claim(code, claims);
    if (!(claims.get(Claim.label(Claim.CATIF))
            instanceof CborItem.Entries(Map<CborItem, CborItem> answers))
        || !(answers.get(Claim.label(claim)) instanceof CborItem.Array(List<CborItem> parts))
        || parts.isEmpty()
        || parts.size() > 3
        || !(parts.getFirst() instanceof CborItem.Int(long status))
        || status < 300
        || status > 599) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    if (parts.size() > 1) {
      if (!(parts.get(1) instanceof CborItem.Entries(Map<CborItem, CborItem> wanted))) {
        return Optional.empty();
      }
      SigningKey signer = parts.size() > 2 ? signer(parts.get(2)) : null;
      for (Map.Entry<CborItem, CborItem> header : wanted.entrySet()) {
        String value = value(header.getValue(), signer);
        if (value == null
            || !HeaderText.isValue(value)
            || !(header.getKey() instanceof CborItem.Text(String name))
            || !HeaderText.isToken(name)
            || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
          return Optional.empty();
        }
        headers.put(name, value);
      }
    }
    return Optional.of(new ConditionalAnswer((int) status, headers));
  }

  /** The claim that refuses with this code; -1 where that is none, or not clear. */
  private static int claim(DenyCode code, Map<CborItem, CborItem> claims) {
    return switch (code) {
      case EXPIRED -> Claim.EXP;
      case NOT_YET_VALID -> Claim.NBF;
      case ISSUER -> Claim.ISS;
      case AUDIENCE -> Claim.AUD;
      case VERSION -> Claim.CATV;
      case TOKEN_ID -> Claim.CATREPLAY;
      case CLIENT_ADDRESS -> Claim.CATNIP;
      case METHOD -> Claim.CATM;
      case CLIENT_KEY -> Claim.CATTPK;
      case COUNTRY -> Claim.CATGEOISO3166;
      case OUTSIDE_ACL ->
          claims.containsKey(Claim.label(Claim.CATH))
                  || claims.containsKey(Claim.label(Claim.CATALPN))
              ? -1
              : Claim.CATU;
      default -> -1;
    };
  }

  private @Nullable SigningKey signer(CborItem kid) {
    String name =
        switch (kid) {
          case CborItem.Text(String text) -> text;
          case CborItem.Bytes bytes -> new String(bytes.value(), StandardCharsets.UTF_8);
          default -> null;
        };
    SigningKey key = name == null ? null : signers.find(name).orElse(null);
    return key == null || !CatDialect.ALGORITHMS.contains(key.algorithm()) ? null : key;
  }

  private @Nullable String value(CborItem item, @Nullable SigningKey signer) {
    if (item instanceof CborItem.Text(String text)) {
      return text;
    }
    if (signer == null
        || !(item instanceof CborItem.Array(List<CborItem> parts))
        || parts.size() != 2
        || !(parts.get(0) instanceof CborItem.Text(String start))
        || !(parts.get(1) instanceof CborItem.Entries(Map<CborItem, CborItem> given))) {
      return null;
    }
    Map<CborItem, CborItem> claims = new LinkedHashMap<>(given);
    String issuer = options.issuer();
    fill(claims, Claim.ISS, issuer == null ? null : new CborItem.Text(issuer));
    fill(claims, Claim.IAT, new CborItem.Int(now));
    if (claims.containsValue(CborItem.Simple.NULL)) {
      return null;
    }
    try {
      return start + Base64Url.encode(CatFormat.signed(claims, signer, options));
    } catch (UnsupportedGrantException e) {
      return null;
    }
  }

  private static void fill(Map<CborItem, CborItem> claims, int claim, @Nullable CborItem value) {
    CborItem label = Claim.label(claim);
    CborItem given = claims.get(label);
    if (given == null || given == CborItem.Simple.NULL) {
      claims.remove(label);
      if (value != null) {
        claims.put(label, value);
      }
    }
  }
}
