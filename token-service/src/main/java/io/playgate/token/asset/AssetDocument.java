package io.playgate.token.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.playgate.support.identifier.Identifiers;
import io.playgate.support.openapi.InEveryAnswer;
import io.playgate.token.catalogue.CatalogueId;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An asset as the API reads and answers it.
 *
 * @param id its id; may be left out of a request, as the path names it
 * @param path exact path prefix on the CDN property, with slashes at both ends
 * @param entries the file that a player opens first, relative to the path, by format
 * @param defaultFormat the format for those who ask for none: by default {@code hls} where there is
 *     such an entry, else the first by name
 * @param packages any of which entitles to it
 * @param defaultProfile the delivery profile for those who ask for none
 * @param profiles all delivery profiles it may be delivered by; the default one is always among
 *     them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Asset")
public record AssetDocument(
    @InEveryAnswer @Nullable @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
        String id,
    @NotNull
        @Size(max = 512)
        @Pattern(
            regexp = "(/(?!\\.{1,2}/)[A-Za-z0-9._-]+)+/",
            message = "must be segments of A-Z a-z 0-9 . _ - between slashes, both ends included")
        @Schema(examples = "/vod/clock/")
        String path,
    @NotNull @NotEmpty @Size(max = 8) @Schema(examples = "{\"hls\":\"master.m3u8\"}")
        Map<
                @Pattern(regexp = "[a-z0-9-]{1,16}") String,
                @NotNull @Size(max = 256)
                @Pattern(
                    regexp = "(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*",
                    message = "must be a relative path of A-Z a-z 0-9 . _ -")
                String>
            entries,
    @InEveryAnswer @Nullable @Size(max = 16) String defaultFormat,
    @NotNull @Size(max = 64)
        Set<
                @NotNull
                @Pattern(regexp = Identifiers.PACKAGE, message = Identifiers.PACKAGE_MESSAGE)
                String>
            packages,
    @NotNull @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
        String defaultProfile,
    @InEveryAnswer @Nullable @Size(max = 32)
        Set<@NotNull @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE) String>
            profiles) {

  /**
   * The asset that this describes.
   *
   * @param id from the path
   */
  Asset toAsset(String id, long revision) {
    Set<String> all = new HashSet<>(profiles == null ? Set.of() : profiles);
    all.add(defaultProfile);
    return new Asset(id, path, entries, formatOrDefault(), packages, defaultProfile, all, revision);
  }

  /** The default format: the one given, else {@code hls}, else the first by name. */
  String formatOrDefault() {
    if (defaultFormat != null) {
      return defaultFormat;
    }
    return entries.containsKey("hls") ? "hls" : new TreeMap<>(entries).firstKey();
  }

  /** The document of an asset. */
  static AssetDocument of(Asset asset) {
    return new AssetDocument(
        asset.id(),
        asset.path(),
        new TreeMap<>(asset.entries()),
        asset.defaultFormat(),
        new TreeSet<>(asset.packages()),
        asset.defaultProfile(),
        new TreeSet<>(asset.profiles()));
  }
}
