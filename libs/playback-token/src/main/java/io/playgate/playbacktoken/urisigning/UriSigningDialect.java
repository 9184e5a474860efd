package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.SignedDialect;

/**
 * What RFC 9246 and Apache Traffic Server's profile of it share: the claims, where the token
 * stands, the URI container and renewal.
 *
 * <p>The token stands in the query, in the path (as a whole segment after the base path, or as a
 * path parameter {@code ;name=} at the end of any segment), or in the cookie of that name. Where
 * query or path is the carrier and the URL has no token, the cookie is read, because that is where
 * renewed tokens travel; where the URL has one, it alone counts. Two in the URL are refused.
 *
 * <p>The container is held against the whole URI: scheme, host, path in normal form, and query,
 * without the token. It must match from the first character to the last: RFC 9246 leaves open
 * whether a regular expression may match a part, and the stricter reading is the safe one.
 */
public abstract sealed class UriSigningDialect implements SignedDialect
    permits Rfc9246Dialect, AtsDialect {

  /** The option that holds the issuer. */
  public static final String ISSUER = "issuer";

  /** The option that holds the identity of this CDN. */
  public static final String AUDIENCE = "audience";

  /** The option that holds the scheme and host that the checker sees. */
  public static final String ORIGIN = "origin";

  /** The option that says which form of container is signed. */
  public static final String CONTAINER = "container";

  /** The option that says how a token stands in the path. */
  public static final String PATH_STYLE = "pathStyle";

  /** The option that says whether tokens with an identifier are taken. */
  public static final String TOKEN_ID = "tokenId";

  /** The option that says whether tokens are renewed, and how successors travel. */
  public static final String RENEWAL = "renewal";

  /** The option that holds the lifetime of successors. */
  public static final String RENEWAL_SECONDS = "renewalSeconds";

  /** The option that holds how many segments the path of the cookie has. */
  public static final String RENEWAL_DEPTH = "renewalDepth";

  UriSigningDialect() {}
}
