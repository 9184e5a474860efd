package io.playgate.edge.profile;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host that a player named, as far as it is known. It decides only between delivery profiles
 * that share a path.
 *
 * @param named what a proxy says the player named; null where there is no proxy
 * @param connected what the request itself names
 */
public record RequestHost(@Nullable String named, @Nullable String connected) {

  /** Nobody names a host. */
  public static final RequestHost NONE = new RequestHost(null, null);

  /** The host of a request that came without a proxy. */
  public static RequestHost of(@Nullable String connected) {
    return new RequestHost(null, connected);
  }

  /** The form in which hosts are compared: lower case, without the default ports. */
  static @Nullable String normal(@Nullable String authority) {
    if (authority == null || authority.isEmpty() || authority.length() > 300) {
      return null;
    }
    String host = authority.toLowerCase(Locale.ROOT);
    for (String port : new String[] {":80", ":443"}) {
      if (host.endsWith(port)) {
        host = host.substring(0, host.length() - port.length());
      }
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
