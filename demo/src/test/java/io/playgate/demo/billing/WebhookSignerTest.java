package io.playgate.demo.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignerTest {

  @Test
  void itSignsAsOthersDo() {
    // Given a message and signature of the Standard Webhooks documentation
    WebhookSigner signer = new WebhookSigner("whsec_plJ3nmyCDGBKInavdOK15jsl");

    String signature =
        signer.sign(
            "msg_loFOjxBNrRLzqYUf",
            Instant.ofEpochSecond(1731705121),
            "{\"event_type\":\"ping\",\"data\":{\"success\":true}}");

    assertThat(signature).isEqualTo("v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
  }

  @Test
  void aSecretOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> new WebhookSigner("whsk_plJ3nmyCDGBKInavdOK15jsl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whsec_")
        .hasMessageNotContaining("plJ3");
  }
}
