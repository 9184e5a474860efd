package io.playgate.revocation.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.problem.ProblemException;
import io.playgate.support.testing.HowToAdd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BillingSourcesTest {

  private record Named(String name, String operation, String scheme) implements BillingSource {
    @Override
    public Description description() {
      return new Description(operation, "", "", List.of(), new Proof(scheme, "", ""));
    }

    @Override
    public Limits limits() {
      return new Limits(Duration.ofDays(1), Duration.ofDays(2), Duration.ZERO);
    }

    @Override
    public String verify(WebhookRequest request, Instant now) {
      throw WebhookRefusal.signature();
    }

    @Override
    public @Nullable BillingEvent translate(WebhookRequest request) {
      return null;
    }
  }

  @Test
  void addingOneIsWhatContributingSays() {
    HowToAdd.read("a billing source")
        .assertNamesWhatExists()
        .assertEachKeepsIt(
            "io.playgate.revocation",
            BillingSource.class,
            "io.playgate.revocation.webhook.",
            BillingSourceContract.class)
        .assertSaidOnlyIn("io.playgate.revocation.webhook.standard", Set.of("standard"));
  }

  @Test
  void theyAreFoundByTheirNames() {
    BillingSource first = new Named("a", "aWebhook", "a");
    BillingSource second = new Named("b-2", "bWebhook", "b");
    BillingSources sources = new BillingSources(List.of(second, first));

    assertThat(sources.all()).containsExactly(first, second);
    assertThat(sources.named("b-2")).isEqualTo(second);
    assertThat(sources.named("c")).isNull();
  }

  @Test
  void whatCannotBeToldApartIsNotRegistered() {
    BillingSource first = new Named("a", "aWebhook", "a");
    for (BillingSource wrong :
        List.of(
            new Named("a", "bWebhook", "b"),
            new Named("b", "aWebhook", "b"),
            new Named("b", "bWebhook", "a"),
            new Named("", "bWebhook", "b"),
            new Named("B", "bWebhook", "b"),
            new Named("b/c", "bWebhook", "b"))) {
      assertThatIllegalStateException().isThrownBy(() -> new BillingSources(List.of(first, wrong)));
    }
  }

  @Test
  void aHeaderIsFoundInAnyCaseAndMustHaveItsForm() {
    WebhookRequest request =
        new WebhookRequest(
            Map.of("Webhook-Id", List.of("1", "2"), "empty", List.of()), new byte[0]);

    assertThat(request.header("webhook-id")).isEqualTo("1");
    assertThat(request.header("webhook-id", "1"::equals)).isEqualTo("1");
    assertThat(request.header("empty")).isNull();
    for (String name : List.of("webhook-id", "empty", "absent")) {
      assertThatThrownBy(() -> request.header(name, "2"::equals))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("webhook-headers");
    }
  }
}
