package io.playgate.token.session;

import io.playgate.token.asset.Asset;
import io.playgate.token.profile.IpBinding;
import io.playgate.token.replica.CatalogueSnapshot.Delivery;
import io.playgate.token.session.TokenIssuer.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer asked for, checked as far as it can be without Redis.
 *
 * @param viewer who asks
 * @param asset what to play
 * @param delivery how
 * @param format which of the asset's files
 * @param player a label that tells players on one device apart; null for none
 * @param clientIp the client's address; null where it is not known
 */
record Plan(
    ViewerToken viewer,
    Asset asset,
    Delivery delivery,
    String format,
    @Nullable String player,
    @Nullable String clientIp) {

  /** What a token of that session would be for. */
  Purpose purpose(String session, Right right, Moment moment) {
    return new Purpose(
        session,
        viewer.viewer(),
        viewer.login(),
        viewer.device(),
        right,
        clientIp,
        moment.issuedAt(),
        moment.seconds());
  }

  /** The address that tokens are bound to; empty for none. */
  String boundIp() {
    return delivery.profile().ip() == IpBinding.EXACT && clientIp != null ? clientIp : "";
  }
}
