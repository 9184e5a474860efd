package io.playgate.revocationlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDataTest {
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
    SessionData data = SessionData.of(digest, "v", "a", "p", "l", "d", 1_800_000_000_123L);

    // When
    String text = data.encode();

    // Then
    assertThat(text).matches("[A-Za-z0-9_-]+").hasSize(SessionData.MAX_TEXT_LENGTH);
    assertThat(SessionData.decode(text)).contains(data);
  }

  @Test
  void absentSubjectsTakeNoRoom() {
    // Given
    SessionData data = SessionData.of(digest, "v", "a", null, "l", null, 0);

    // When
    String text = data.encode();

    // Then
    assertThat(text).hasSize(10 + 3 * 12);
    assertThat(SessionData.decode(text)).contains(data);
    assertThat(data.viewerPackage()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1AAAAAAAA",
        "2AAAAAAAAA",
        "1AAAAAAAAAA",
        "1BAAAAAAAA",
        "1BAAAAAAAAaaaaaaaaaaa",
        "1BAAAAAAAAaaaaaaaaaaaaa",
        "1BAAAAAAAAaaaaaaaaaaa=",
        "1BAAAAAAAAaaaaaaaaaaa+",
        "1BAAAAAAAAaaaaaaaaaaa\u00e9",
        "1*AAAAAAAA"
      })
  void anythingElseIsRefused(String text) {
    assertThat(SessionData.decode(text)).isEmpty();
  }

  @Test
  void everyChangedCharacterIsAnotherValueOrRefused() {
    String text = SessionData.of(digest, "v", "a", "p", "l", "d", 1_800_000_000_123L).encode();
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
