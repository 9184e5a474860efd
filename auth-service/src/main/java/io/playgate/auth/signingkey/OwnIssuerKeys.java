package io.playgate.auth.signingkey;

import io.playgate.support.issuer.IssuerKeys;
import io.playgate.support.issuer.TokenUse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.interfaces.ECPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which this service checks its own tokens when they come back: those it has in memory,
 * the ring of the token's use only.
 */
@ApplicationScoped
class OwnIssuerKeys implements IssuerKeys {

  private final SigningKeys keys;

  @Inject
  OwnIssuerKeys(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public @Nullable ECPublicKey present(String kid, TokenUse use) {
    return keys.find(
        switch (use) {
          case VIEWER -> KeyRing.VIEWER;
          case CLIENT -> KeyRing.CLIENT;
        },
        kid);
  }

  @Override
  public Uni<@Nullable ECPublicKey> find(String kid, TokenUse use) {
    return Uni.createFrom().item(present(kid, use));
  }
}
