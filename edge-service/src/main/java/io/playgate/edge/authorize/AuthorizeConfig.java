package io.playgate.edge.authorize;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Who may say, at {@code /authorize}, which client it speaks for. */
@ConfigMapping(prefix = "playgate.authorize")
public interface AuthorizeConfig {

  /**
   * Addresses and CIDR blocks of the proxies that ask here. The client's address is taken from
   * {@code X-Forwarded-For} (the last one that is no such proxy) or {@code X-Real-IP} only when the
   * question comes from one of these; otherwise it is the address that the question came from.
   * {@code X-Original-URL} is read from these alone. Narrow the list where viewers have private
   * addresses themselves.
   */
  @WithDefault("127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7")
  List<String> trustedProxies();
}
