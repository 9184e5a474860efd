package io.playgate.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.toy.ToyDialect;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad profile is refused alone; profiles of one path are told apart by host. */
class ConfigurationDocumentTest {
  private static final String GOOD = profile("good", "/media/good", "[\"good.example\"]");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"bad\"}",
        "{\"id\":\"bad\",\"basePath\":\"/a/\"}",
        "{\"id\":\"bad\",\"basePath\":\"/a/../b\"}",
        "{\"id\":\"bad\",\"basePath\":7}",
        "{\"id\":\"b a d\",\"basePath\":\"/bad\"}",
        "{\"basePath\":\"/bad\"}",
        "{\"id\":7,\"basePath\":\"/bad\"}",
        "{}",
        "null",
        "7",
        "[]",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"of-tomorrow\",\"carrier\":\"path\",\"tokenName\":\"t\"}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"pigeon\",\"tokenName\":\"t\"}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"\"}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\",\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\",\"keys\":[7]}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\",\"hosts\":[7]}",
        "{\"id\":\"bad\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\",\"hosts\":\"x\"}",
        "{\"id\":\"good\",\"basePath\":\"/bad\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"t\"}"
      })
  void oneBadProfileIsRefusedAloneAndTold(String bad) throws Exception {
    EdgeConfiguration read = read(document(GOOD, bad));

    assertThat(read.refusals()).hasSize(1);
    assertThat(read.usable()).isEqualTo(1);
    DeliveryProfile good = read.find("/media/good/x", RequestHost.NONE);
    assertThat(good).isNotNull();
    assertThat(good.checks()).isNotNull();
    DeliveryProfile other = read.find("/bad/x", RequestHost.NONE);
    assertThat(other == null || other.checks() == null).isTrue();
  }

  @Test
  void aDialectIsKnownWhereItIsHandedIn() throws Exception {
    String toy =
        "{\"id\":\"toy\",\"basePath\":\"/toy\",\"dialect\":\"toy\",\"carrier\":\"query\",\"tokenName\":\"t\"}";

    EdgeConfiguration without = read(document(GOOD, toy));
    EdgeConfiguration with =
        ConfigurationDocument.read(document(GOOD, toy), Dialects.registry().with(new ToyDialect()));

    assertThat(without.refusals())
        .containsExactly(new EdgeConfiguration.Refusal("toy", "its dialect is not known"));
    assertThat(with.refusals()).isEmpty();
    assertThat(with.usable()).isEqualTo(2);
  }

  @Test
  void whereNoProfileCanBeReadTheDocumentIsRefused() {
    assertThatThrownBy(() -> read(document("{}")))
        .isInstanceOf(ConfigurationDocument.InvalidDocumentException.class);
  }

  @Test
  void profilesOfOnePathAreToldApartByHost() throws Exception {
    EdgeConfiguration read =
        read(
            document(
                profile("one", "/media", "[\"one.example\",\"uno.example:8443\"]"),
                profile("two", "/media", "[\"two.example\"]")));

    assertThat(read.refusals()).isEmpty();
    assertThat(found(read, RequestHost.of("one.example"))).isEqualTo("one");
    assertThat(found(read, RequestHost.of("ONE.example:443"))).isEqualTo("one");
    assertThat(found(read, RequestHost.of("one.example."))).isEqualTo("one");
    assertThat(found(read, RequestHost.of("uno.example:8443"))).isEqualTo("one");
    assertThat(found(read, RequestHost.of("uno.example"))).isNull();
    assertThat(found(read, RequestHost.of("two.example"))).isEqualTo("two");
    assertThat(found(read, RequestHost.of("three.example"))).isNull();
    assertThat(found(read, RequestHost.NONE)).isNull();
    assertThat(found(read, new RequestHost("two.example", "edge.internal:8084"))).isEqualTo("two");
    // Which of the two came from the player cannot be known.
    assertThat(found(read, new RequestHost("two.example", "one.example"))).isNull();
    assertThat(found(read, new RequestHost("two.example", "two.example"))).isEqualTo("two");
    assertThat(found(read, new RequestHost("", "two.example"))).isNull();
  }

  @Test
  void whereThePathDecidesTheHostIsNotAsked() throws Exception {
    EdgeConfiguration read =
        read(
            document(
                profile("outer", "/media", "[\"one.example\"]"),
                profile("inner", "/media/inner", "[\"one.example\"]")));

    assertThat(found(read, RequestHost.of("edge.internal"))).isEqualTo("outer");
    assertThat(name(read.find("/media/inner/x", RequestHost.NONE))).isEqualTo("inner");
  }

  @Test
  void aPathInsideThatOfAnotherHostIsOfTheHostThatWasNamed() throws Exception {
    EdgeConfiguration read =
        read(
            document(
                profile("outer", "/media", "[\"one.example\"]"),
                profile("inner", "/media/inner", "[\"two.example\"]")));

    assertThat(name(read.find("/media/inner/x", RequestHost.of("one.example")))).isEqualTo("outer");
    assertThat(name(read.find("/media/inner/x", RequestHost.of("two.example")))).isEqualTo("inner");
    assertThat(read.find("/media/inner/x", RequestHost.of("three.example"))).isNull();
    assertThat(found(read, RequestHost.of("three.example"))).isEqualTo("outer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"one.example\",\"two.example\"]", "[\"one.example\"]", "null"})
  void profilesThatNothingTellsApartAreRefusedAndNoOther(String hosts) throws Exception {
    EdgeConfiguration read =
        read(
            document(
                GOOD,
                profile("one", "/media", "[\"one.example\"]"),
                profile("two", "/media", hosts)));

    assertThat(read.refusals())
        .extracting(EdgeConfiguration.Refusal::id)
        .containsExactlyInAnyOrder("one", "two");
    assertThat(read.usable()).isEqualTo(1);
    for (String host : List.of("one.example", "two.example")) {
      DeliveryProfile profile = read.find("/media/x", RequestHost.of(host));
      assertThat(profile == null || profile.checks() == null).isTrue();
    }
  }

  private static EdgeConfiguration read(String document)
      throws ConfigurationDocument.InvalidDocumentException {
    return ConfigurationDocument.read(document, Dialects.registry());
  }

  private static @Nullable String found(EdgeConfiguration read, RequestHost host) {
    return name(read.find("/media/x", host));
  }

  private static @Nullable String name(@Nullable DeliveryProfile profile) {
    return profile == null ? null : Objects.requireNonNull(profile).id();
  }

  private static String profile(String id, String basePath, String hosts) {
    return "{\"id\":\"%s\",\"dialect\":\"jwt\",\"carrier\":\"path\",\"tokenName\":\"token\",\"basePath\":\"%s\",\"hosts\":%s,\"keys\":[%s]}"
        .formatted(id, basePath, hosts, Jwk.generateEs256("k-" + id).toVerificationJson());
  }

  private static String document(String... profiles) {
    return "{\"version\":1,\"profiles\":[" + String.join(",", profiles) + "]}";
  }
}
