package io.playgate.auth.viewer;

import io.playgate.auth.AuthError;
import io.playgate.auth.password.PasswordHasher;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Creates, reads and changes viewers. */
@ApplicationScoped
public class ViewerService {

  private final Viewers viewers;
  private final PasswordHasher hasher;
  private final Event<ViewerLockedOut> lockedOut;
  private final Event<ViewerReinstated> reinstated;
  private final Event<ViewerDeleted> deleted;
  private final Clock clock;

  @Inject
  ViewerService(
      Viewers viewers,
      PasswordHasher hasher,
      Event<ViewerLockedOut> lockedOut,
      Event<ViewerReinstated> reinstated,
      Event<ViewerDeleted> deleted,
      Clock clock) {
    this.viewers = viewers;
    this.hasher = hasher;
    this.lockedOut = lockedOut;
    this.reinstated = reinstated;
    this.deleted = deleted;
    this.clock = clock;
  }

  ViewerView create(NewViewer wanted) {
    // Hashing comes before the transaction, which must not hold a connection meanwhile.
    String hash = wanted.password() == null ? null : hasher.hash(wanted.password());
    return translatingConflicts(() -> {
      Viewer viewer = new Viewer(clock.instant());
      viewer.setEmail(wanted.email());
      viewer.setExternalId(wanted.externalId());
      viewer.setPasswordHash(hash);
      viewer.setDeviceLimit(wanted.deviceLimit());
      viewer.setSessionLimit(wanted.sessionLimit());
      viewers.persistAndFlush(viewer);
      return ViewerView.of(viewer);
    });
  }

  ViewerView find(String id) {
    return ViewerView.of(require(viewers, id));
  }

  List<ViewerView> search(@Nullable String email, @Nullable String externalId) {
    if ((email == null) == (externalId == null)) {
      throw new ProblemException(
          CommonError.INVALID_REQUEST, "Give either email or externalId to search by.");
    }
    Viewer viewer =
        email != null
            ? viewers.findByEmail(email)
            : viewers.findByExternalId(String.valueOf(externalId));
    return viewer == null ? List.of() : List.of(ViewerView.of(viewer));
  }

  ViewerView change(String id, ViewerPatch patch) {
    String hash = null;
    for (ViewerPatch.Change change : patch.members()) {
      if (change instanceof ViewerPatch.Change.Password(String password) && password != null) {
        require(viewers, id);
        hash = hasher.hash(password);
      }
    }
    String newHash = hash;
    return translatingConflicts(() -> {
      Viewer viewer = requireLocked(id);
      patch.refuseChanged(ViewerView.of(viewer));
      ViewerLockedOut.Cause cause = null;
      for (ViewerPatch.Change change : patch.members()) {
        switch (change) {
          case ViewerPatch.Change.Email(String email) -> viewer.setEmail(email);
          case ViewerPatch.Change.ExternalId(String externalId) -> viewer.setExternalId(externalId);
          case ViewerPatch.Change.Password _ -> {
            viewer.setPasswordHash(newHash);
            if (cause == null) {
              cause = ViewerLockedOut.Cause.PASSWORD_CHANGED;
            }
          }
          case ViewerPatch.Change.State(ViewerState state) -> {
            viewer.setState(state);
            if (state == ViewerState.DISABLED) {
              cause = ViewerLockedOut.Cause.DISABLED;
            }
          }
          case ViewerPatch.Change.DeviceLimit(Integer limit) -> viewer.setDeviceLimit(limit);
          case ViewerPatch.Change.ReadOnly _ -> {
            // compared above
          }
          case ViewerPatch.Change.SessionLimit(Integer limit) -> viewer.setSessionLimit(limit);
        }
      }
      if (viewer.email() == null && viewer.externalId() == null) {
        throw new ProblemException(
            CommonError.INVALID_REQUEST, "A viewer needs an email or an externalId.");
      }
      viewer.touch(clock.instant());
      viewers.flush();
      if (cause != null) {
        lockedOut.fire(new ViewerLockedOut(viewer.id(), cause));
      }
      if (viewer.state() == ViewerState.ACTIVE) {
        reinstated.fire(new ViewerReinstated(viewer.id()));
      }
      return ViewerView.of(viewer);
    });
  }

  @Transactional
  void delete(String id) {
    Viewer viewer = requireLocked(id);
    viewers.delete(viewer);
    deleted.fire(new ViewerDeleted(viewer.id()));
  }

  /**
   * Replaces a password's hash by one with today's parameters, unless the password was changed
   * meanwhile.
   */
  @Transactional
  public void rehash(UUID id, String oldHash, String newHash) {
    viewers.update("passwordHash = ?1 where id = ?2 and passwordHash = ?3", newHash, id, oldHash);
  }

  /**
   * Returns a viewer.
   *
   * @throws ProblemException {@link AuthError#UNKNOWN_VIEWER}
   */
  public static Viewer require(Viewers viewers, String id) {
    UUID parsed = Viewers.parseId(id);
    Viewer viewer = parsed == null ? null : viewers.findById(parsed);
    if (viewer == null) {
      throw new ProblemException(AuthError.UNKNOWN_VIEWER, "Check the id.");
    }
    return viewer;
  }

  private Viewer requireLocked(String id) {
    UUID parsed = Viewers.parseId(id);
    Viewer viewer = parsed == null ? null : viewers.findLocked(parsed);
    if (viewer == null) {
      throw new ProblemException(AuthError.UNKNOWN_VIEWER, "Check the id.");
    }
    return viewer;
  }

  private static ViewerView translatingConflicts(java.util.concurrent.Callable<ViewerView> work) {
    try {
      return QuarkusTransaction.requiringNew().call(work);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ProblemException problem) {
          throw problem;
        }
        if (cause instanceof ConstraintViolationException violation) {
          String constraint = String.valueOf(violation.getConstraintName());
          if (constraint.contains("email_key")) {
            throw new ProblemException(AuthError.EMAIL_TAKEN, "Another viewer has it.");
          }
          if (constraint.contains("external_id")) {
            throw new ProblemException(AuthError.EXTERNAL_ID_TAKEN, "Another viewer has it.");
          }
        }
      }
      throw e;
    }
  }
}
