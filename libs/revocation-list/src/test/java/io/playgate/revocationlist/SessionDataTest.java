package io.playgate.revocationlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDataTest {
  private static final String TOKEN_ID = "AbCdEfGh01234-_x";
  private static final String ENTITLEMENT = "ent_0123456789abcdef";

  private final SubjectDigest digest =
      new SubjectDigest("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  @Test
  void digestIsNineBytesOfHmacOverScopeZeroAndSubject() {
    // printf 'viewer\0v-1' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    assertThat(digest.of(RevocationScope.VIEWER, "v-1")).isEqualTo("mVQGv9KdQ9bq");
  }

  @Test
  void digestsOfDifferentScopesDiffer() {
    assertThat(digest.of(RevocationScope.VIEWER, "x"))
        .hasSize(SubjectDigest.TEXT_LENGTH)
        .isNotEqualTo(digest.of(RevocationScope.ASSET, "x"));
  }

  @Test
  void shortKeyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SubjectDigest(new byte[31]));
  }

  @Test
  void textFormKeepsEverything() {
    // Given
    SessionData data =
        SessionData.of(digest, TOKEN_ID, "v", "a", "p", "l", "d", ENTITLEMENT, 1_800_000_000_123L);

    // When
    String text = data.encode();

    // Then
    assertThat(text).matches("[A-Za-z0-9_-]+").hasSize(SessionData.MAX_TEXT_LENGTH);
    assertThat(SessionData.decode(text)).contains(data);
  }

  @Test
  void absentSubjectsTakeNoRoom() {
    // Given
    SessionData data = SessionData.of(digest, TOKEN_ID, "v", "a", null, "l", null, null, 0);

    // When
    String text = data.encode();

    // Then
    assertThat(text).hasSize(10 + 16 + 3 * 12);
    assertThat(SessionData.decode(text)).contains(data);
    assertThat(data.viewerPackage()).isNull();
  }

  @Test
  void withoutAnEntitlementTheTextIsTheOneOfVersionOne() {
    // As a release before version 2 wrote it: all six bits are the last character of the alphabet
    String text =
        "1_AAAAAAABAbCdEfGh01234-_x"
            + digest.of(RevocationScope.VIEWER, "v")
            + digest.of(RevocationScope.ASSET, "a")
            + digest.of(RevocationScope.PACKAGE, "p")
            + digest.of(RevocationScope.SIGN_IN, "l")
            + digest.of(RevocationScope.DEVICE, "d")
            + digest.ofViewerPackage("v", "p");

    SessionData data = SessionData.decode(text).orElseThrow();

    assertThat(data).isEqualTo(SessionData.of(digest, TOKEN_ID, "v", "a", "p", "l", "d", null, 1));
    assertThat(data.encode()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1AAAAAAAAA",
        "1AAAAAAAAAiiiiiiiiiiiiiii",
        "2AAAAAAAAAiiiiiiiiiiiiiiii",
        "1AAAAAAAAAiiiiiiiiiiiiiiiii",
        "1AAAAAAAAAiiiiiiii.iiiiiii",
        "1BAAAAAAAAiiiiiiiiiiiiiiii",
        "1BAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaa",
        "1BAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaaaa",
        "1BAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaa=",
        "1BAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaa+",
        "1BAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaa\u00e9",
        "1*AAAAAAAAiiiiiiiiiiiiiiii",
        "2AAAAAAAAAAiiiiiiiiiiiiiiii",
        "2ACAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaaa",
        "2ADAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaaaaaaaaaaaaaaa",
        "2ABAAAAAAAAiiiiiiiiiiiiiiii",
        "2ABAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaa",
        "2BAAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaaa",
        "3ABAAAAAAAAiiiiiiiiiiiiiiiiaaaaaaaaaaaa"
      })
  void anythingElseIsRefused(String text) {
    assertThat(SessionData.decode(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AbCdEfGh01234-_", "AbCdEfGh01234-_xy", "AbCdEfGh01234+/x"})
  void anIdentifierOfAnotherFormIsRefused(String tokenId) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionData.of(digest, tokenId, "v", null, null, null, null, null, 0));
  }

  @Test
  void tokensOfOneSessionAndInstantDifferByTheirIdentifier() {
    String one = SessionData.of(digest, TOKEN_ID, "v", "a", "p", "l", "d", ENTITLEMENT, 1).encode();
    String other =
        SessionData.of(digest, "0".repeat(16), "v", "a", "p", "l", "d", ENTITLEMENT, 1).encode();

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void theTokenAnswersToItsIdentifierFirst() {
    SessionData data = SessionData.of(digest, TOKEN_ID, "v", "a", "p", "l", "d", ENTITLEMENT, 1);

    assertThat(data.subjects(() -> List.of("hash"), "session", "key").tokenIds().get())
        .containsExactly(TOKEN_ID, "hash");
  }

  @Test
  void everyChangedCharacterIsAnotherValueOrRefused() {
    String text =
        SessionData.of(digest, TOKEN_ID, "v", "a", "p", "l", "d", ENTITLEMENT, 1_800_000_000_123L)
            .encode();
    for (int i = 0; i < text.length(); i++) {
      String changed =
          text.substring(0, i) + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
      assertThat(SessionData.decode(changed).map(SessionData::encode))
          .satisfiesAnyOf(
              decoded -> assertThat(decoded).isEmpty(),
              decoded -> assertThat(decoded).contains(changed));
    }
  }
}
