package io.playgate.playbacktoken;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a dialect can express, for people and for programs that choose one.
 *
 * @param title its name in the world
 * @param source where the format is written down
 * @param version the version of the format that is implemented
 * @param carriers where its tokens may travel
 * @param tokenName the customary name of its parameter, segment, cookie or header
 * @param algorithms what keys may be restricted to, the first one preferred
 * @param fields which fields of a grant it carries
 * @param startsLater whether its tokens customarily say from when they are valid, where it has a
 *     place for that
 * @param scope what one token covers at most
 * @param reach which rules of revocation its tokens obey by what they carry
 * @param acl the forms of path ACL it knows, in words
 * @param options the options of {@link Placement#options()} it reads; with a place for countries,
 *     {@value #COUNTRY_HEADER} is added to them
 * @param proof how it is known to be right
 * @param proofNote by whom or what
 */
public record DialectDescription(
    String title,
    String source,
    String version,
    List<Carrier> carriers,
    String tokenName,
    List<String> algorithms,
    Set<GrantField> fields,
    boolean startsLater,
    Scope scope,
    Reach reach,
    String acl,
    List<OptionSpec> options,
    ProofLevel proof,
    String proofNote) {

  /** The option of {@link Placement#options()} that names the header holding the country. */
  public static final String COUNTRY_HEADER = "countryHeader";

  /** Checks and copies. */
  public DialectDescription {
    carriers = List.copyOf(carriers);
    algorithms = List.copyOf(algorithms);
    Set<GrantField> some = EnumSet.noneOf(GrantField.class);
    some.addAll(fields);
    fields = Collections.unmodifiableSet(some);
    List<OptionSpec> all = new ArrayList<>(options);
    if (fields.contains(GrantField.COUNTRIES)) {
      all.add(
          OptionSpec.of(
              COUNTRY_HEADER,
              OptionType.HEADER_NAME,
              "the request header in which a trusted front names the client's country"));
    }
    options = List.copyOf(all);
  }

  /**
   * Starts the description of a format.
   *
   * @param title its name in the world
   * @param source where it is written down
   * @param version the version that is implemented
   */
  public static Builder of(String title, String source, String version) {
    return new Builder(title, source, version);
  }

  private static Reach reachOf(Set<GrantField> fields) {
    boolean all =
        fields.containsAll(
            EnumSet.of(
                GrantField.SESSION,
                GrantField.LOGIN,
                GrantField.VIEWER,
                GrantField.DEVICE,
                GrantField.ASSET,
                GrantField.PACKAGE,
                GrantField.ENTITLEMENT));
    return all ? Reach.NAMES : fields.contains(GrantField.SESSION) ? Reach.SESSION : Reach.TOKEN;
  }

  /** The option of that name. */
  public Optional<OptionSpec> option(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst();
  }

  /** The names of the options that are to be kept like keys. */
  public List<String> secretOptions() {
    return options.stream().filter(OptionSpec::secret).map(OptionSpec::name).toList();
  }

  /**
   * The grant without those names (viewer, device ...) the dialect has no place for. Restrictions
   * stay, so that {@link SignedFormat#sign} still refuses what it cannot enforce: leaving a name
   * out is the caller's decision, and costs that revocation rules on it do not reach the token.
   */
  public PlaybackGrant withoutNamesNotCarried(PlaybackGrant grant) {
    return PlaybackGrant.expiringAt(grant.expiresAt())
        .session(fields.contains(GrantField.SESSION) ? grant.session() : null)
        .viewer(fields.contains(GrantField.VIEWER) ? grant.viewer() : null)
        .asset(fields.contains(GrantField.ASSET) ? grant.asset() : null)
        .packageId(fields.contains(GrantField.PACKAGE) ? grant.packageId() : null)
        .entitlement(fields.contains(GrantField.ENTITLEMENT) ? grant.entitlement() : null)
        .login(fields.contains(GrantField.LOGIN) ? grant.login() : null)
        .device(fields.contains(GrantField.DEVICE) ? grant.device() : null)
        .tokenId(fields.contains(GrantField.TOKEN_ID) ? grant.tokenId() : null)
        .issuedAt(grant.issuedAt())
        .paths(grant.paths())
        .notBefore(grant.notBefore())
        .ip(grant.ip())
        .domain(grant.domain())
        .methods(grant.methods())
        .countries(grant.countries())
        .data(grant.data())
        .build();
  }

  /** Collects a description; carriers, algorithms, name and proof are mandatory. */
  public static final class Builder {
    private final String title;
    private final String source;
    private final String version;
    private List<Carrier> carriers = List.of();
    private @Nullable String tokenName;
    private List<String> algorithms = List.of();
    private final Set<GrantField> fields = EnumSet.noneOf(GrantField.class);
    private boolean startsLater = true;
    private @Nullable Scope scope;
    private @Nullable Reach reach;
    private String acl = "none: one signed URL";
    private List<OptionSpec> options = List.of();

    private Builder(String title, String source, String version) {
      this.title = title;
      this.source = source;
      this.version = version;
    }

    /** Where its tokens may travel. */
    public Builder carriers(Carrier... some) {
      carriers = List.of(some);
      return this;
    }

    /** The customary name of its parameter, segment, cookie or header. */
    public Builder tokenName(String name) {
      tokenName = name;
      return this;
    }

    /** What keys may be restricted to, the first one preferred. */
    public Builder algorithms(String... some) {
      algorithms = List.of(some);
      return this;
    }

    /** Which fields of a grant it carries. */
    public Builder fields(GrantField... some) {
      fields.addAll(Arrays.asList(some));
      return this;
    }

    /** It carries every field of a grant. */
    public Builder allFields() {
      return fields(GrantField.values());
    }

    /** Its tokens do not say from when they are valid unless that is asked for. */
    public Builder startsAtOnce() {
      startsLater = false;
      return this;
    }

    /**
     * The forms of path ACL it knows.
     *
     * @param words them, for people
     */
    public Builder acl(Scope covered, String words) {
      scope = covered;
      acl = words;
      return this;
    }

    /** Which rules its tokens obey, where that is another than its fields say. */
    public Builder reach(Reach carried) {
      reach = carried;
      return this;
    }

    /** The options it reads. */
    public Builder options(List<OptionSpec> some) {
      options = some;
      return this;
    }

    /** The options it reads. */
    public Builder options(OptionSpec... some) {
      return options(List.of(some));
    }

    /**
     * The description.
     *
     * @param proof how the dialect is known to be right
     * @param note by whom or what
     */
    public DialectDescription proof(ProofLevel proof, String note) {
      return new DialectDescription(
          title,
          source,
          version,
          carriers,
          Objects.requireNonNull(tokenName, "tokenName"),
          algorithms,
          fields,
          startsLater,
          scope == null ? Scope.ONE_URL : scope,
          reach == null ? reachOf(fields) : reach,
          acl,
          options,
          proof,
          note);
    }
  }
}
