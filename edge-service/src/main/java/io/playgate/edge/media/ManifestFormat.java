package io.playgate.edge.media;

import io.playgate.edge.playlist.ChildUrls;
import io.playgate.edge.playlist.DashRewriter;
import io.playgate.edge.playlist.HlsRewriter;
import io.playgate.edge.playlist.ManifestRewriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of manifests. */
enum ManifestFormat {
  HLS,
  DASH;

  /** The format of a file by its media type or its name; null for anything else. */
  static @Nullable ManifestFormat of(String path, @Nullable String mediaType) {
    String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT).strip();
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (type.contains("mpegurl") || name.endsWith(".m3u8")) {
      return HLS;
    }
    if (type.startsWith("application/dash+xml")
        || type.startsWith("application/dash-patch+xml")
        || name.endsWith(".mpd")) {
      return DASH;
    }
    return null;
  }

  ManifestRewriter rewriter(ChildUrls urls) {
    return switch (this) {
      case HLS -> new HlsRewriter(urls);
      case DASH -> new DashRewriter(urls);
    };
  }
}
