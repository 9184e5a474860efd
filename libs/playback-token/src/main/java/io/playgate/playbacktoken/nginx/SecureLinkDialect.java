package io.playgate.playbacktoken.nginx;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import java.util.List;

/**
 * nginx's {@code secure_link} (ngx_http_secure_link_module), in both of its forms.
 *
 * <p><b>By query</b> ({@code secure_link} and {@code secure_link_md5}): {@code
 * ?md5=HASH&expires=EPOCH}, where HASH is base64url without padding of the MD5 of the option
 * {@value #EXPRESSION}, by default {@code $secure_link_expires$uri$secret}, and {@code
 * $secure_link_expires$uri$remote_addr$secret} for a grant that is bound to an address. {@code
 * $secret} stands for the key's bytes as they are: a blank that the directive has before the word
 * belongs to the key. {@code $uri} is the path with its escapes decoded. The names are {@link
 * Placement#name()} and the option {@value #EXPIRES_NAME}.
 *
 * <p><b>By path</b> ({@code secure_link_secret}): {@code BASE/HASH/LINK}, where HASH is the
 * lower-case hexadecimal MD5 of LINK as it stands in the URL, its query included, and the secret;
 * BASE is one segment. Such a link never expires, so it is only signed where the option {@value
 * #NEVER_EXPIRES} is {@code true} and the grant's expiry is {@value #FOREVER}, the end of the year
 * 9999.
 *
 * <p>A link is for one path; by query, the rest of the query takes no part. The address is not in
 * the link, so without the option {@value #EXPRESSION} a link that is not bound and one bound to
 * the client's address are both tried. A path that ends with an address is then refused: it would
 * be hashed like the path before it in a link that is bound to that address. Under an expression
 * that does not start with the time and the path, the time has ten digits, since others could move
 * between it and what stands beside it.
 */
public final class SecureLinkDialect implements SignedDialect {

  /** The option that holds the text nginx hashes. */
  public static final String EXPRESSION = "expression";

  /** The option that names the parameter of the expiry. */
  public static final String EXPIRES_NAME = "expiresName";

  /** The option that admits links without an expiry. */
  public static final String NEVER_EXPIRES = "neverExpires";

  /** The expiry of links that never expire, in epoch seconds. */
  public static final long FOREVER = 253_402_300_799L;

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "nginx secure_link", "nginx.org: ngx_http_secure_link_module", "nginx 1.22")
          .carriers(Carrier.QUERY, Carrier.PATH)
          .tokenName("md5")
          .algorithms(SharedSecrets.ALGORITHM)
          .fields(GrantField.IP)
          .acl(Scope.ONE_URL, "the one signed path")
          .options(
              OptionSpec.of(
                  EXPRESSION,
                  OptionType.TEXT,
                  "the text of secure_link_md5, with $secret for the key; default "
                      + LinkExpression.UNBOUND_TEXT
                      + ", with $remote_addr before $secret for a grant with ip"),
              OptionSpec.of(
                      EXPIRES_NAME,
                      OptionType.PARAMETER_NAME,
                      "the name of the parameter with the expiry")
                  .otherwise("expires"),
              OptionSpec.of(
                      NEVER_EXPIRES, OptionType.FLAG, "admits links by path, which never expire")
                  .otherwise("false"))
          .proof(ProofLevel.JUDGED, "nginx, both forms");

  @Override
  public String id() {
    return "secure-link";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues values = OptionValues.read(this, placement);
    String expression = values.text(EXPRESSION);
    LinkExpression given = expression == null ? null : LinkExpression.parse(expression);
    if (expression != null && given == null) {
      throw InvalidPlacementException.option(
          EXPRESSION,
          "the option expression must contain $secure_link_expires, $uri and $secret; the only"
              + " other variable that is supported is $remote_addr");
    }
    String expiresName = values.required(EXPIRES_NAME);
    if (expiresName.equals(placement.name())) {
      throw InvalidPlacementException.option(
          EXPIRES_NAME,
          "the option " + EXPIRES_NAME + " must be another name than that of the hash's parameter");
    }
    return new SecureLinkFormat(
        this, placement, given, List.of(placement.name(), expiresName), values.flag(NEVER_EXPIRES));
  }
}
