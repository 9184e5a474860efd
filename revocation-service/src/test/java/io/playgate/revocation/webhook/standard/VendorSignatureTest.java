package io.playgate.revocation.webhook.standard;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library of Standard Webhooks is the judge of our signatures (ADR 6). */
class VendorSignatureTest {
  private static final int TRIALS = 2000;

  private final Random random = new Random(20261130);
  private final byte[] secret = new byte[32];

  @BeforeEach
  void drawASecret() {
    random.nextBytes(secret);
  }

  private String text(int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i >= 0; i--) {
      text.append((char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }

  private boolean isValid(String id, String timestamp, String body, String header) {
    return StandardWebhookSignature.isValid(
        List.of(secret), id, timestamp, body.getBytes(StandardCharsets.UTF_8), header);
  }

  private static boolean isValidThere(
      Webhook library, String id, String timestamp, String body, String header) {
    try {
      library.verify(
          body,
          Map.of(
              "webhook-id", List.of(id),
              "webhook-timestamp", List.of(timestamp),
              "webhook-signature", List.of(header)));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }

  @Test
  void whatTheLibrarySignsIsValid() throws Exception {
    Webhook library = new Webhook(secret);
    for (int i = 0; i < TRIALS; i++) {
      String id = text(40);
      long timestamp = random.nextLong(4_000_000_000L);
      String body = text(200) + "ü€😀";

      assertThat(isValid(id, Long.toString(timestamp), body, library.sign(id, timestamp, body)))
          .isTrue();
    }
  }

  @Test
  void whatIsChangedIsNeitherValidHereNorThere() throws Exception {
    Webhook library = new Webhook(secret);
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    int valid = 0;
    for (int i = 0; i < TRIALS; i++) {
      String id = text(20);
      String body = text(60);
      String header = library.sign(id, Long.parseLong(timestamp), body);
      String[] parts = {id, body, header};
      int which = random.nextInt(4);
      if (which < 3) {
        char[] changed = parts[which].toCharArray();
        int at = random.nextInt(changed.length);
        changed[at] = (char) (changed[at] ^ 1);
        parts[which] = new String(changed);
      }

      boolean here = isValid(parts[0], timestamp, parts[1], parts[2]);
      assertThat(here)
          .as("%s", Arrays.asList(parts))
          .isEqualTo(isValidThere(library, parts[0], timestamp, parts[1], parts[2]));
      assertThat(here).isEqualTo(which == 3);
      valid += here ? 1 : 0;
    }
    assertThat(valid).isBetween(TRIALS / 8, TRIALS / 2);
  }
}
