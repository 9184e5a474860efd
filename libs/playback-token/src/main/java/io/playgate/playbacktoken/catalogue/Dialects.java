package io.playgate.playbacktoken.catalogue;

import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.alibaba.AlibabaADialect;
import io.playgate.playbacktoken.alibaba.AlibabaBDialect;
import io.playgate.playbacktoken.alibaba.AlibabaCDialect;
import io.playgate.playbacktoken.alibaba.AlibabaFDialect;
import io.playgate.playbacktoken.bunny.BunnyDialect;
import io.playgate.playbacktoken.bunny.BunnyLegacyDialect;
import io.playgate.playbacktoken.cat.CatDialect;
import io.playgate.playbacktoken.cloudflare.CloudflareHmacDialect;
import io.playgate.playbacktoken.cloudflare.CloudflareStreamDialect;
import io.playgate.playbacktoken.cloudfront.CloudFrontDialect;
import io.playgate.playbacktoken.edgeauth.EdgeAuthDialect;
import io.playgate.playbacktoken.fastly.FastlyDialect;
import io.playgate.playbacktoken.google.CloudCdnDialect;
import io.playgate.playbacktoken.google.MediaCdnDialect;
import io.playgate.playbacktoken.jwt.JwtDialect;
import io.playgate.playbacktoken.mux.MuxDialect;
import io.playgate.playbacktoken.nginx.SecureLinkDialect;
import io.playgate.playbacktoken.opaque.OpaqueDialect;
import io.playgate.playbacktoken.tencent.TencentADialect;
import io.playgate.playbacktoken.urisigning.AtsDialect;
import io.playgate.playbacktoken.urisigning.AtsUrlSigDialect;
import io.playgate.playbacktoken.urisigning.Rfc9246Dialect;
import io.playgate.playbacktoken.wowza.WowzaDialect;
import java.util.List;
import java.util.Optional;

/**
 * Every dialect of this library. Adding one touches its own package and this list; to have one that
 * is not of this library, {@link DialectRegistry#with add} it to {@link #registry()}.
 */
public final class Dialects {
  private static final DialectRegistry REGISTRY =
      DialectRegistry.of(
          List.of(
              new EdgeAuthDialect(),
              new CloudFrontDialect(),
              new MediaCdnDialect(),
              new CloudCdnDialect(),
              new CloudflareHmacDialect(),
              new CloudflareStreamDialect(),
              new MuxDialect(),
              new BunnyDialect(),
              new BunnyLegacyDialect(),
              new FastlyDialect(),
              new Rfc9246Dialect(),
              new AtsDialect(),
              new AtsUrlSigDialect(),
              new CatDialect(),
              new SecureLinkDialect(),
              new WowzaDialect(),
              new AlibabaADialect(),
              new AlibabaBDialect(),
              new AlibabaCDialect(),
              new AlibabaFDialect(),
              new TencentADialect(),
              new JwtDialect(),
              new OpaqueDialect()));

  private Dialects() {}

  /** All dialects, in the order of the documentation. */
  public static DialectRegistry registry() {
    return REGISTRY;
  }

  /** The same as a list. */
  public static List<Dialect> all() {
    return REGISTRY.all();
  }

  /** The dialects whose tokens say by themselves what they grant. */
  public static List<SignedDialect> signed() {
    return REGISTRY.signed();
  }

  /** The dialect with this id, if its tokens say by themselves what they grant. */
  public static Optional<SignedDialect> findSigned(String id) {
    return REGISTRY.findSigned(id);
  }

  /** The dialect with this id. */
  public static Optional<Dialect> find(String id) {
    return REGISTRY.find(id);
  }
}
