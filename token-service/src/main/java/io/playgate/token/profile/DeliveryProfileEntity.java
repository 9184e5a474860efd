package io.playgate.token.profile;

import io.playgate.playbacktoken.Carrier;
import io.playgate.token.signingkey.KeyedProfile;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The row of a delivery profile. */
@Entity
@Table(name = "delivery_profile")
public class DeliveryProfileEntity implements KeyedProfile {
  @Id String id;

  @Column(nullable = false, length = 32)
  String dialect;

  @Column(nullable = false, length = 16)
  String carrier;

  @Column(name = "token_name", nullable = false, length = 64)
  String tokenName;

  @Column(name = "base_url", nullable = false, length = 512)
  String baseUrl;

  @Column(name = "lifetime_seconds", nullable = false)
  int lifetimeSeconds;

  @Column(name = "longest_lifetime_seconds", nullable = false)
  int longestLifetimeSeconds;

  @Column(name = "not_before", nullable = false)
  boolean notBefore;

  @Column(name = "ip_binding", nullable = false, length = 16)
  String ipBinding;

  @Column(name = "domain_binding", length = 253)
  @Nullable String domainBinding;

  @Column(nullable = false)
  @JdbcTypeCode(SqlTypes.JSON)
  List<String> acl;

  @Column(nullable = false)
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, String> options;

  /** Null for the base URL's own. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Nullable List<String> hosts;

  @Column(name = "secret_options")
  byte @Nullable [] secretOptions;

  @Column(nullable = false)
  long revision;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  @Column(name = "updated_at", nullable = false)
  Instant updatedAt;

  @Override
  public int longestLifetimeSeconds() {
    return longestLifetimeSeconds;
  }

  @Override
  public void restartLongestLifetime() {
    longestLifetimeSeconds = lifetimeSeconds;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String dialect() {
    return dialect;
  }

  /** Takes over what the profile says. */
  void take(DeliveryProfile profile, SecretOptions secrets, Instant now) {
    dialect = profile.dialect();
    carrier = profile.carrier().name().toLowerCase(Locale.ROOT);
    tokenName = profile.tokenName();
    baseUrl = profile.baseUrl();
    lifetimeSeconds = Math.toIntExact(profile.lifetime().toSeconds());
    longestLifetimeSeconds = Math.max(longestLifetimeSeconds, lifetimeSeconds);
    notBefore = profile.notBefore();
    ipBinding = profile.ip().name().toLowerCase(Locale.ROOT);
    domainBinding = profile.domain();
    acl = profile.acl();
    options = secrets.openOnes(profile.dialect(), profile.options());
    secretOptions = secrets.seal(id, profile.dialect(), profile.options());
    hosts = profile.hosts();
    revision = profile.revision();
    updatedAt = now;
  }

  /** What the row says. */
  DeliveryProfile toProfile(SecretOptions secrets) {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(secrets.open(id, secretOptions));
    return new DeliveryProfile(
        id,
        dialect,
        Carrier.valueOf(carrier.toUpperCase(Locale.ROOT)),
        tokenName,
        baseUrl,
        hosts == null ? List.of(BaseUrl.host(baseUrl)) : hosts,
        Duration.ofSeconds(lifetimeSeconds),
        notBefore,
        IpBinding.valueOf(ipBinding.toUpperCase(Locale.ROOT)),
        domainBinding,
        acl,
        all,
        revision);
  }
}
