package io.playgate.token.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.support.openapi.InEveryAnswer;
import io.playgate.token.catalogue.CatalogueId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A delivery profile as the API reads and answers it.
 *
 * @param id its id; may be left out of a request, as the path names it
 * @param dialect id of the dialect of its tokens; fixed once the profile exists
 * @param carrier where tokens travel
 * @param tokenName name of the parameter, segment, cookie or header
 * @param baseUrl absolute URL of the CDN property; edges serve the profile under its path
 * @param hosts under which the property is reached, as {@code cdn.example:8443}, in lower case; by
 *     default that of the base URL. Edges tell profiles with one path apart by it
 * @param lifetimeSeconds how long a token holds
 * @param notBefore whether tokens say from when they hold ({@code nbf}, {@code st}): by default
 *     yes, but for {@code edgeauth}, where CDNs with lagging clocks are known
 * @param bindings what else tokens are bound to
 * @param acl path patterns of a token; by default the asset's subtree
 * @param options settings of the dialect, by the names it documents; secret ones are never answered
 * @param secretOptions names of the secret options that are set. In a request: those to keep as
 *     they are; by default all, an empty list removes them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "DeliveryProfile")
public record DeliveryProfileDocument(
    @InEveryAnswer @Nullable @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
        String id,
    @NotNull @Pattern(regexp = "[a-z0-9-]{1,32}") String dialect,
    @NotNull @Pattern(regexp = "path|query", message = "must be path or query") String carrier,
    @NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}") @Schema(examples = "token") String tokenName,
    @NotNull @Size(max = 512) @Schema(examples = "https://cdn.example.com/media/premium")
        String baseUrl,
    @InEveryAnswer @Nullable @Size(min = 1, max = 16)
        List<
                @NotNull @Size(max = 261)
                @Pattern(
                    regexp = "([a-z0-9.-]{1,255}|\\[[0-9a-f:.]{2,45}\\])(:[1-9][0-9]{0,4})?",
                    message = "must be a host in lower case, or host:port")
                String>
            hosts,
    @NotNull @Min(MIN_LIFETIME_SECONDS) @Max(MAX_LIFETIME_SECONDS) Integer lifetimeSeconds,
    @InEveryAnswer @Nullable Boolean notBefore,
    @InEveryAnswer @Nullable @Valid Bindings bindings,
    @InEveryAnswer @Nullable @Size(min = 1, max = 8)
        List<
                @NotNull @Size(max = 256)
                @Pattern(
                    regexp = "\\{asset\\}[A-Za-z0-9._*?/-]*",
                    message = "must be {asset} and then any of A-Z a-z 0-9 . _ - * ? /")
                String>
            acl,
    @InEveryAnswer @Nullable @Size(max = 32)
        Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,64}") String, @NotNull @Size(max = 512) String>
            options,
    @InEveryAnswer @Nullable @Size(max = 32)
        List<@NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}") String> secretOptions) {

  /** The shortest life of a token. */
  public static final int MIN_LIFETIME_SECONDS = 2;

  /** The longest life of a token: how long a rule of revocation may have to stand, too. */
  public static final int MAX_LIFETIME_SECONDS = 86_400;

  private static final List<String> SUBTREE = List.of(DeliveryProfile.ASSET + "*");

  /**
   * What else tokens are bound to.
   *
   * @param ip the client's address
   * @param domain the site that embeds the player: {@code none}, or the one host
   */
  public record Bindings(
      @InEveryAnswer @Nullable IpBinding ip,
      @InEveryAnswer
          @Nullable
          @Size(max = 253)
          @Pattern(
              regexp = "none|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
              message = "must be the word none, or a host name in lower case")
          String domain) {}

  /**
   * The profile that this describes.
   *
   * @param dialects of which one says whether tokens say from when they hold by default
   * @param id from the path
   * @param normalBaseUrl the base URL as {@link BaseUrl} normalised it
   * @param kept secret options that stay as they are
   */
  DeliveryProfile toProfile(
      DialectRegistry dialects,
      String id,
      String normalBaseUrl,
      Map<String, String> kept,
      long revision) {
    Bindings bound = bindings == null ? new Bindings(null, null) : bindings;
    Map<String, String> all = new HashMap<>(kept);
    all.putAll(options == null ? Map.of() : options);
    return new DeliveryProfile(
        id,
        dialect,
        Carrier.valueOf(carrier.toUpperCase(Locale.ROOT)),
        tokenName,
        normalBaseUrl,
        hosts == null ? List.of(BaseUrl.host(normalBaseUrl)) : hosts.stream().distinct().toList(),
        Duration.ofSeconds(lifetimeSeconds),
        notBefore == null
            ? dialects.find(dialect).map(known -> known.description().startsLater()).orElse(true)
            : notBefore,
        bound.ip() == null ? IpBinding.NONE : bound.ip(),
        bound.domain() == null || bound.domain().equals("none") ? null : bound.domain(),
        acl == null ? SUBTREE : acl,
        all,
        revision);
  }

  /** The document of a profile: without secrets. */
  static DeliveryProfileDocument of(DeliveryProfile profile, SecretOptions secrets) {
    Map<String, String> open = secrets.openOnes(profile.dialect(), profile.options());
    return new DeliveryProfileDocument(
        profile.id(),
        profile.dialect(),
        profile.carrier().name().toLowerCase(Locale.ROOT),
        profile.tokenName(),
        profile.baseUrl(),
        profile.hosts(),
        Math.toIntExact(profile.lifetime().toSeconds()),
        profile.notBefore(),
        new Bindings(profile.ip(), profile.domain() == null ? "none" : profile.domain()),
        profile.acl(),
        open,
        profile.options().keySet().stream()
            .filter(name -> !open.containsKey(name))
            .sorted()
            .toList());
  }

  /** Names the profile; an option may be secret. */
  @Override
  public String toString() {
    return "DeliveryProfileDocument[id=" + id + "]";
  }
}
