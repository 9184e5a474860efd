package io.playgate.token.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/**
 * The number that grows with each change of the catalogue. Whoever writes takes the next one first;
 * the row's lock then makes writers wait for each other, so that checks which look at several rows
 * (paths that cover each other, a profile in use) hold, and a reader who has seen a version has
 * seen all before it.
 */
@ApplicationScoped
public class CatalogueVersion {
  private final EntityManager entities;

  CatalogueVersion(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * What is committed now.
   *
   * @param version of the whole catalogue
   * @param deliveryVersion that of the last change to profiles or keys
   */
  public record Current(long version, long deliveryVersion) {}

  /** Takes the next version and the lock, for a write that edges need not know of. */
  public long next() {
    return update("update catalogue_version set version = version + 1 returning version");
  }

  /** Takes the next version and the lock, for a change to profiles or keys. */
  public long nextOfDelivery() {
    return update(
        "update catalogue_version set version = version + 1, delivery_version = version + 1"
            + " returning version");
  }

  /** Takes the lock alone, for a write that changes nothing that anybody knows. */
  public void lock() {
    entities
        .createNativeQuery("select version from catalogue_version for update", Long.class)
        .getSingleResult();
  }

  /** What is committed now. */
  public Current current() {
    Object[] row =
        (Object[])
            entities
                .createNativeQuery(
                    "select version, delivery_version from catalogue_version", Object[].class)
                .getSingleResult();
    return new Current(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
  }

  private long update(String sql) {
    return ((Number) entities.createNativeQuery(sql, Long.class).getSingleResult()).longValue();
  }
}
