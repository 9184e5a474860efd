package io.playgate.token.asset;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The row of an asset. */
@Entity
@Table(name = "asset")
public class AssetEntity {
  @Id String id;

  @Column(nullable = false, length = 512)
  String path;

  @Column(nullable = false)
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, String> entries;

  @Column(name = "default_format", nullable = false, length = 16)
  String defaultFormat;

  @Column(nullable = false)
  @JdbcTypeCode(SqlTypes.JSON)
  List<String> packages;

  @Column(name = "default_profile", nullable = false, length = 64)
  String defaultProfile;

  @ElementCollection(fetch = FetchType.LAZY)
  @CollectionTable(name = "asset_profile", joinColumns = @JoinColumn(name = "asset_id"))
  @Column(name = "profile_id", nullable = false, length = 64)
  @BatchSize(size = 100)
  Set<String> profiles = new HashSet<>();

  @Column(nullable = false)
  long revision;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  @Column(name = "updated_at", nullable = false)
  Instant updatedAt;

  /** Takes over what the asset says. */
  void take(Asset asset, Instant now) {
    path = asset.path();
    entries = asset.entries();
    defaultFormat = asset.defaultFormat();
    packages = asset.packages().stream().sorted().toList();
    defaultProfile = asset.defaultProfile();
    profiles.retainAll(asset.profiles());
    profiles.addAll(asset.profiles());
    revision = asset.revision();
    updatedAt = now;
  }

  /** What the row says. */
  Asset toAsset() {
    return new Asset(
        id, path, entries, defaultFormat, Set.copyOf(packages), defaultProfile, profiles, revision);
  }
}
