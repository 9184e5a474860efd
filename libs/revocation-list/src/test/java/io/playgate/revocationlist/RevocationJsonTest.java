package io.playgate.revocationlist;

import static io.playgate.revocationlist.Rules.NOW;
import static io.playgate.revocationlist.Rules.at;
import static io.playgate.revocationlist.Rules.cutOff;
import static io.playgate.revocationlist.Rules.hold;
import static io.playgate.revocationlist.Rules.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.playgate.feedclient.MalformedFeedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationJsonTest {
  @Test
  void cutOffHasTheDocumentedForm() {
    // Given
    RevocationRule rule =
        new RevocationRule(
            id("c"),
            RevocationRule.Kind.CUT_OFF,
            RevocationScope.VIEWER,
            "v\"1",
            3,
            1,
            9,
            "refunded",
            "billing:standard",
            id("d"));

    // When
    String text = RevocationJson.write(rule);

    // Then
    assertThat(text)
        .isEqualTo(
            "{\"id\":\""
                + id("c")
                + "\",\"kind\":\"cut-off\",\"scope\":\"viewer\",\"subject\":\"v\\\"1\","
                + "\"notBefore\":3,\"effectiveAt\":1,\"expiresAt\":9,\"reason\":\"refunded\","
                + "\"source\":\"billing:standard\",\"derivedFrom\":\""
                + id("d")
                + "\"}");
    assertThat(RevocationJson.readRule(text)).isEqualTo(rule);
  }

  @ParameterizedTest
  @EnumSource(RevocationScope.class)
  void holdOfEachScopeComesBack(RevocationScope scope) {
    // Given
    String subject =
        switch (scope) {
          case ALL -> "*";
          case VIEWER_PACKAGE -> "v/p";
          case ENTITLEMENT -> "ent_0123456789abcdef";
          default -> "Ünïcode \uD83D\uDE00";
        };
    RevocationRule rule = hold("h", scope, subject);

    // When
    String text = RevocationJson.write(rule);

    // Then
    assertThat(text).doesNotContain("notBefore").doesNotContain("expiresAt");
    assertThat(RevocationJson.readRule(text)).isEqualTo(rule);
  }

  @Test
  void unknownMembersArePassedOver() {
    // Given
    String text = RevocationJson.write(cutOff("c", RevocationScope.ASSET, "a", NOW));
    String newer = text.replace("{\"id\"", "{\"new\":{\"deep\":[1,{\"x\":null}]},\"id\"");

    // Then
    assertThat(RevocationJson.readRule(newer)).isEqualTo(RevocationJson.readRule(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "nonsense",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\"",
        "{\"id\":7,\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"short\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"ban\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"planet\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"cut-off\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1.5,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":99999999999999999999,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}",
        "{\"id\":\"hhhhhhhhhhhhhhhhhhhh\",\"kind\":\"hold\",\"scope\":\"viewer\",\"subject\":\"v\",\"effectiveAt\":1,\"reason\":\"r\",\"source\":\"s\"}"
            + " {}"
      })
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> RevocationJson.readRule(text));
  }

  @Test
  void snapshotComesBack() throws IOException {
    // Given
    RevocationSnapshot snapshot =
        new RevocationSnapshot(
            at(7),
            NOW,
            List.of(
                hold("h", RevocationScope.VIEWER, "v"),
                cutOff("c", RevocationScope.ALL, "*", NOW)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    // When
    RevocationJson.write(snapshot, bytes);

    // Then
    assertThat(RevocationJson.readSnapshot(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(snapshot);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"position\":\"e1:1-0\",\"time\":1,\"rules\":[",
        "{\"position\":\"e1:1-0\",\"time\":1,\"rules\":[7]}",
        "{\"position\":\"e1\",\"time\":1,\"rules\":[]}",
        "{\"position\":\"e1:1-0\",\"time\":1,\"rules\":[{}]}"
      })
  void damagedSnapshotIsRefused(String text) {
    InputStream from = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> RevocationJson.readSnapshot(from));
  }

  @Test
  void smallEventsAreRead() {
    assertThat(RevocationJson.readTime("{\"time\":12,\"x\":[]}")).isEqualTo(12);
    assertThat(RevocationJson.readLift("{\"id\":\"" + id("h") + "\",\"time\":1}"))
        .isEqualTo(id("h"));
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> RevocationJson.readTime("{\"time\":\"12\"}"));
    assertThatExceptionOfType(MalformedFeedException.class)
        .isThrownBy(() -> RevocationJson.readLift("{\"id\":12}"));
  }
}
