package io.playgate.support.issuer;

import io.smallrye.mutiny.Uni;
import java.security.interfaces.ECPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that tokens of auth-service are verified by. Other services fetch them;
 * auth-service has them.
 */
public interface IssuerKeys {

  /**
   * Returns a key that is believed now, without waiting for anything; null when there is none.
   *
   * @param kid the key's id
   * @param use what the token says it is for
   */
  @Nullable ECPublicKey present(String kid, TokenUse use);

  /**
   * Returns a key, after a look at the issuer where it is not known; an item of null when there is
   * none.
   *
   * @param kid the key's id
   * @param use what the token says it is for
   * @return fails when nothing is known because the issuer cannot be asked
   */
  Uni<@Nullable ECPublicKey> find(String kid, TokenUse use);
}
