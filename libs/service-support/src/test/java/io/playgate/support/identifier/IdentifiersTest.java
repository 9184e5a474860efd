package io.playgate.support.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifiersTest {

  static Iterable<Arguments> forms() {
    return java.util.List.of(
        form("package", Identifiers::isPackage, Identifiers.MAX_NAME),
        form("source", Identifiers::isSource, Identifiers.MAX_NAME),
        form("viewer", Identifiers::isViewer, Identifiers.MAX_VIEWER),
        form("subscription", Identifiers::isSubscription, Identifiers.MAX_SUBSCRIPTION),
        form("webhook", Identifiers::isWebhook, Identifiers.MAX_WEBHOOK),
        form("event", text -> text.matches(Identifiers.EVENT), Identifiers.MAX_EVENT),
        form("client", Identifiers::isClient, Identifiers.MAX_CLIENT));
  }

  private static Arguments form(String name, Predicate<String> form, int max) {
    return Arguments.of(name, form, max);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void theLengthIsFromOneToTheMaximum(String name, Predicate<String> form, int max) {
    assertThat(form.test("")).isFalse();
    assertThat(form.test("x")).isTrue();
    assertThat(form.test("x".repeat(max))).isTrue();
    assertThat(form.test("x".repeat(max + 1))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void controlCharactersAndLineEndsAreRefused(String name, Predicate<String> form, int max) {
    assertThat(form.test("a\n")).isFalse();
    assertThat(form.test("a\0")).isFalse();
    assertThat(form.test("a\u0085")).isFalse();
    assertThat(form.test("a\ud800")).isFalse();
  }
}
