package io.playgate.auth.viewer;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored viewers. */
@ApplicationScoped
public class Viewers implements PanacheRepositoryBase<Viewer, UUID> {

  /**
   * Finds a viewer by what they type at sign-in: an e-mail address where it holds an {@code @}, an
   * external id otherwise.
   */
  public @Nullable Viewer findByLogin(String login) {
    return login.indexOf('@') >= 0 ? findByEmail(login) : findByExternalId(login);
  }

  @Nullable Viewer findByEmail(String email) {
    return find("emailKey", Viewer.emailKey(email)).firstResult();
  }

  @Nullable Viewer findByExternalId(String externalId) {
    return find("externalId", externalId).firstResult();
  }

  /** Finds a viewer by id and holds the row until the transaction ends. */
  public @Nullable Viewer findLocked(UUID id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Reads a viewer's id; null when the text is none, which is to say unknown. */
  public static @Nullable UUID parseId(String text) {
    if (text.length() != 36) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      return null;
    }
  }
}
