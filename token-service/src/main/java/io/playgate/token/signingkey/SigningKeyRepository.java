package io.playgate.token.signingkey;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of signing keys. */
@ApplicationScoped
class SigningKeyRepository implements PanacheRepositoryBase<SigningKeyEntity, String> {

  List<SigningKeyEntity> ofProfile(String profileId) {
    return list("profileId = ?1 order by createdAt, kid", profileId);
  }

  /** The keys that sign or verify, of all profiles. */
  List<SigningKeyEntity> inUse() {
    return list("state <> ?1 order by createdAt, kid", KeyState.RETIRED.wireName());
  }

  Optional<SigningKeyEntity> ofProfile(String profileId, KeyState state) {
    return find("profileId = ?1 and state = ?2", profileId, state.wireName()).firstResultOptional();
  }

  /** Next keys that were asked to become active by now. */
  List<SigningKeyEntity> dueForActivation(Instant now) {
    return list("state = ?1 and activateAt <= ?2", KeyState.NEXT.wireName(), now);
  }

  /** Retiring keys whose last token has expired by now. */
  List<SigningKeyEntity> dueForRetirement(Instant now) {
    return list("state = ?1 and retireAt <= ?2", KeyState.RETIRING.wireName(), now);
  }
}
