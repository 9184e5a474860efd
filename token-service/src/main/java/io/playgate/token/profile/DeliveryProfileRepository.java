package io.playgate.token.profile;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of delivery profiles. */
@ApplicationScoped
public class DeliveryProfileRepository
    implements PanacheRepositoryBase<DeliveryProfileEntity, String> {

  /** Up to {@code size} profiles whose id comes after the given one. */
  List<DeliveryProfileEntity> listAfter(@Nullable String after, int size) {
    return find("id > ?1 order by id", after == null ? "" : after).page(0, size).list();
  }

  /** Whether a profile other than the given one has this base URL. */
  boolean isBaseUrlOfAnother(String baseUrl, String id) {
    return count("baseUrl = ?1 and id <> ?2", baseUrl, id) > 0;
  }
}
