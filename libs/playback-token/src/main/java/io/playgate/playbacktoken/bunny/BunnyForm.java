package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.uri.AddressBlock;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What both schemes of bunny.net share: {@code ?token=TOKEN&PARAMETERS&expires=EPOCH}, or the same
 * as the first path segment, {@code /bcdn_token=TOKEN&PARAMETERS&expires=EPOCH/FILE}, whose
 * directory form players' relative URIs inherit.
 *
 * <p>PATH is {@code token_path} where that parameter is there, else the path of the request.
 * PARAMETERS are those of the token and, in the query, every other parameter of the URL, sorted by
 * name, decoded, and joined by {@code &}; with {@code token_ignore_params=true} only that and
 * {@code token_path} count, so that no other restriction can be said. Parameters are joined
 * decoded, so an escaped {@code &} in one, or {@code =} in a name, is refused.
 *
 * <p>The grant: one path pattern that ends with its only {@code *} is {@code token_path}, which
 * bunny.net matches as a prefix; the signed URL's own path needs none. {@code countries} is {@code
 * token_countries}. The options {@value BunnyOptions#BLOCKED} and {@value BunnyOptions#LIMIT} are
 * {@code token_countries_blocked} and {@code limit}; a blocked country needs the option {@value
 * DialectDescription#COUNTRY_HEADER} to be judged here, and is refused without.
 */
abstract class BunnyForm {
  static final String TOKEN = "token";
  static final String LIMIT = "limit";
  static final String COUNTRIES = "token_countries";
  static final String COUNTRIES_BLOCKED = "token_countries_blocked";
  static final String IGNORE_PARAMS = "token_ignore_params";
  static final String PATH = "token_path";

  /** The names of bunny.net's own parameters, besides token and time. */
  static final List<String> OWN = List.of(LIMIT, COUNTRIES, COUNTRIES_BLOCKED, IGNORE_PARAMS, PATH);

  /**
   * What is hashed.
   *
   * @param expires epoch seconds as text
   * @param address the client's, or its block; null where the token is not bound
   * @param parameters sorted, decoded and joined
   */
  record Text(String path, String expires, @Nullable AddressBlock address, String parameters) {

    /** What is authenticated, with what never stands in a part between them. */
    String authenticated() {
      return String.join("\0", path, expires, address == null ? "" : address.text(), parameters);
    }
  }

  private final BiFunction<Text, byte[], String> token;

  BunnyForm(BiFunction<Text, byte[], String> token) {
    this.token = token;
  }

  static DialectDescription describe(String title, String version, String proofNote) {
    return DialectDescription.of(title, "BunnyWay/BunnyCDN.TokenAuthentication", version)
        .carriers(Carrier.QUERY, Carrier.PATH)
        .tokenName(TOKEN)
        .algorithms(SharedSecrets.ALGORITHM)
        .fields(GrantField.PATHS, GrantField.IP, GrantField.COUNTRIES)
        .acl(Scope.SUBTREE, "one prefix, or the one signed path")
        .options(BunnyOptions.SPECS)
        .proof(ProofLevel.PUBLISHED_VECTOR, proofNote);
  }

  /** The token that a secret makes of a text. */
  final String token(Text text, byte[] secret) {
    return token.apply(text, secret);
  }

  /** The bindings to try: whether the token is bound to an address. */
  abstract List<Boolean> bindings(String text);

  /**
   * Why a token cannot be bound to an address or block, or to none, because of the address itself
   * or because it would be hashed like a part of the parameters; null where it can.
   *
   * @param parameters what is hashed behind the address
   */
  abstract @Nullable UnsupportedGrantException complaint(
      @Nullable AddressBlock address, String parameters);

  /**
   * What is left of parameters that start with a text that an address is hashed as, or with the end
   * of one whose first digits could have been moved to the time before it; one text for each. Of
   * the latter, only texts that are not empty.
   */
  abstract List<String> behindAddress(String parameters);

  /**
   * Whether nobody could tell by what is hashed if a token is bound: tokens that are bound are
   * signed only with parameters that start with one of bunny.net's own, or none; others with none
   * that are hashed like such parameters behind an address.
   */
  final boolean hidesBinding(boolean bound, String parameters) {
    if (bound) {
      return !parameters.isEmpty() && !startWithOwn(parameters);
    }
    return !startWithOwn(parameters)
        && behindAddress(parameters).stream()
            .anyMatch(rest -> rest.isEmpty() || startWithOwn(rest));
  }

  private static boolean startWithOwn(String parameters) {
    return OWN.stream().anyMatch(name -> parameters.startsWith(name + "="));
  }
}
