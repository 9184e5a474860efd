package io.playgate.auth.signin;

import io.playgate.auth.AuthConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * The devices of viewers. Their ids are made here, so that nobody chooses what device limits,
 * playback sessions and rules of scope {@code device} go by. All calls need the viewer's row
 * locked.
 */
@ApplicationScoped
class Devices {

  /** Devices without a sign-in session that are remembered per viewer. */
  static final int MAX_REMEMBERED = 100;

  private static final int ID_BYTES = 16;

  private final Session database;
  private final AuthConfig.SignIn config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  Devices(Session database, AuthConfig config, Clock clock) {
    this.database = database;
    this.config = config.signIn();
    this.clock = clock;
  }

  /** Returns the device of a viewer that an app names, or a new one where it is none of theirs. */
  Device continued(UUID viewerId, @Nullable String deviceId, String label) {
    return new Device(deviceId != null && isOf(viewerId, deviceId) ? deviceId : newId(), label);
  }

  private boolean isOf(UUID viewerId, String deviceId) {
    return database
            .createNativeQuery(
                "select (select count(*) from device where id = :device and viewer_id = :viewer)"
                    + " + (select count(*) from sign_in_session"
                    + " where device_id = :device and viewer_id = :viewer)",
                Long.class)
            .setParameter("device", deviceId)
            .setParameter("viewer", viewerId)
            .getSingleResult()
        > 0;
  }

  /** Remembers a device that a viewer signs in on, and forgets the oldest beyond the bound. */
  void signedIn(UUID viewerId, Device device) {
    Instant now = clock.instant();
    database
        .createNativeMutationQuery(
            "insert into device (id, viewer_id, label, last_sign_in_at, forget_at)"
                + " values (:device, :viewer, :label, :now, :forget)"
                + " on conflict (id) do update set"
                + " label = :label, last_sign_in_at = :now, forget_at = :forget")
        .setParameter("device", device.id())
        .setParameter("viewer", viewerId)
        .setParameter("label", device.label())
        .setParameter("now", now)
        .setParameter("forget", now.plus(config.deviceMemory()))
        .executeUpdate();
    database
        .createNativeMutationQuery(
            "delete from device where id in (select d.id from device d where d.viewer_id = :viewer"
                + " and not exists (select 1 from sign_in_session s"
                + " where s.viewer_id = d.viewer_id and s.device_id = d.id)"
                + " order by d.last_sign_in_at desc, d.id offset :kept)")
        .setParameter("viewer", viewerId)
        .setParameter("kept", MAX_REMEMBERED)
        .executeUpdate();
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
