package io.playgate.playbacktoken.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.HighS;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class CloudFrontContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new CloudFrontDialect();
  }

  @Override
  protected String algorithm() {
    return "ES256";
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "Signature", "", Map.of()),
        new Placement(Carrier.COOKIE, "Signature", "", Map.of("hash", "SHA1")));
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }

  @Override
  protected List<SignedToken> otherTexts(SignedToken token) {
    String value = token.value();
    Matcher signature = Pattern.compile("Signature=([^&;]*)").matcher(value);
    assertThat(signature.find()).isTrue();
    byte[] der = Objects.requireNonNull(CloudFrontBase64.decode(signature.group(1)));
    String other = CloudFrontBase64.encode(CloudFrontSignature.der(HighS.of(halves(der))));
    return List.of(
        Requests.forge(
            token,
            value.substring(0, signature.start(1)) + other + value.substring(signature.end(1))));
  }

  private static byte[] halves(byte[] der) {
    byte[] halves = new byte[64];
    int at = 2;
    for (int end = 32; end <= 64; end += 32) {
      byte[] number = Arrays.copyOfRange(der, at + 2, at + 2 + der[at + 1]);
      int length = Math.min(32, number.length);
      System.arraycopy(number, number.length - length, halves, end - length, length);
      at += 2 + number.length;
    }
    return halves;
  }
}
