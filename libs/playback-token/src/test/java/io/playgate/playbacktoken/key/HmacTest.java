package io.playgate.playbacktoken.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacTest {
  private final Random random = new Random(42);

  @ParameterizedTest
  @ValueSource(strings = {"HmacMD5", "HmacSHA1", "HmacSHA256", "HmacSHA384", "HmacSHA512"})
  void agreesWithThePlatformForEveryLength(String name) throws Exception {
    for (int keyLength : new int[] {1, 16, 32, 63, 64, 65, 127, 128, 129, 200}) {
      SecretKey key = new SecretKeySpec(bytes(keyLength), name);
      Hmac hmac = Hmac.of(name, key);
      assertThat(hmac).isInstanceOf(DigestHmac.class);
      for (int length = 0; length < 300; length += 7) {
        byte[] text = bytes(length + 5);

        assertThat(hmac.mac(text, 2, length))
            .isEqualTo(platform(name, key, Arrays.copyOfRange(text, 2, 2 + length)));
      }
    }
  }

  /** A key as devices keep it, without its device. */
  @Test
  void refusesAKeyThatNoProviderCanUse() {
    SecretKey hidden =
        new SecretKey() {
          @Override
          public String getAlgorithm() {
            return "HmacSHA256";
          }

          @Override
          public String getFormat() {
            return "";
          }

          @Override
          public byte @Nullable [] getEncoded() {
            return null;
          }
        };

    assertThatThrownBy(() -> Hmac.of("HmacSHA256", hidden))
        .as("the platform's MAC, which needs to read the key")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bothKindsAgree() {
    SecretKey key = new SecretKeySpec(bytes(32), "HmacSHA256");
    byte[] text = bytes(150);

    assertThat(new MacPool("HmacSHA256", key).mac(text, 0, 150))
        .isEqualTo(Hmac.of("HmacSHA256", key).mac(text, 0, 150));
  }

  @Test
  void leavesTheKeyAsItIs() {
    byte[] secret = bytes(32);
    SecretKey key = new SecretKeySpec(secret, "HmacSHA256");

    Hmac.of("HmacSHA256", key);

    assertThat(key.getEncoded()).isEqualTo(secret);
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    SecretKey key = new SecretKeySpec(bytes(32), "HmacSHA256");
    Hmac hmac = Hmac.of("HmacSHA256", key);
    byte[][] texts = new byte[8][];
    byte[][] expected = new byte[8][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = bytes(40 + 30 * i);
      expected[i] = platform("HmacSHA256", key, texts[i]);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(texts.length)) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < texts.length; i++) {
        byte[] text = texts[i];
        byte[] mac = expected[i];
        answers.add(
            threads.submit(() -> {
              for (int round = 0; round < 5000; round++) {
                if (!Arrays.equals(mac, hmac.mac(text, 0, text.length))) {
                  return false;
                }
              }
              return true;
            }));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] platform(String name, SecretKey key, byte[] text)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(name);
    mac.init(key);
    return mac.doFinal(text);
  }
}
