package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCannedPolicy;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCustomPolicy;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/**
 * {@code cloudfront} and Amazon's SDK for Java, which writes its policies itself: what it signs
 * means the same here. Canned URLs, which leave no choice, are the same to the byte.
 */
class CloudFrontSdkTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("cloudfront").orElseThrow();
  private static final Jwk KEY = Jwk.generate("K2JCJMDEHXQW5F", "RS1", new SecureRandom());
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final PrivateKey PRIVATE = (PrivateKey) KEY.signingKey().key();

  @Test
  void whatItSignsMeansTheSameHere() throws Exception {
    Random random = Trials.random(CloudFrontSdkTest.class);
    CloudFrontUtilities sdk = CloudFrontUtilities.create();
    for (int i = 0; i < Trials.COUNT; i++) {
      boolean cookie = random.nextBoolean();
      boolean custom = random.nextBoolean();
      boolean bound = random.nextBoolean();
      boolean later = random.nextBoolean();
      long end = 1_800_000_000L + random.nextInt(1000);
      String folder = "https://d111.example/live/" + i + "/";
      String url = folder + "m.m3u8";
      Placement placement =
          new Placement(cookie ? Carrier.COOKIE : Carrier.QUERY, "Signature", "", Map.of());
      PlaybackRequest right;
      if (custom) {
        CustomSignerRequest.Builder request =
            CustomSignerRequest.builder()
                .resourceUrl(cookie ? folder + "*" : url)
                .privateKey(PRIVATE)
                .keyPairId(KEY.kid())
                .expirationDate(Instant.ofEpochSecond(end));
        if (bound) {
          request.ipRange("192.0.2.0/24");
        }
        if (later) {
          request.activeDate(Instant.ofEpochSecond(end - 100));
        }
        right = custom(sdk, request.build(), cookie, url);
      } else {
        CannedSignerRequest request =
            CannedSignerRequest.builder()
                .resourceUrl(url)
                .privateKey(PRIVATE)
                .keyPairId(KEY.kid())
                .expirationDate(Instant.ofEpochSecond(end))
                .build();
        right = canned(sdk, request, cookie, url);
        SignedToken ours =
            DIALECT
                .open(placement)
                .sign(PlaybackGrant.expiringAt(end).build(), url, KEY.signingKey());
        if (!cookie) {
          assertThat(List.of(ours.url().split("[?&]")))
              .containsExactlyInAnyOrder(right.target().split("[?&]"));
        }
      }

      assertThat(DIALECT.open(placement).verify(right, RING, end - 1))
          .isInstanceOf(Verdict.Allow.class);
      assertThat(DIALECT.open(placement).verify(right, RING, end)).isInstanceOf(Verdict.Deny.class);
      assertThat(DIALECT.open(placement).verify(right, RING, end - 101) instanceof Verdict.Deny)
          .isEqualTo(custom && later);
      PlaybackRequest elsewhere =
          new PlaybackRequest("GET", right.target(), right.header(), "198.51.100.1");
      assertThat(DIALECT.open(placement).verify(elsewhere, RING, end - 1) instanceof Verdict.Deny)
          .isEqualTo(custom && bound);
      PlaybackRequest other =
          new PlaybackRequest(
              "GET", right.target().replace("/live/", "/live/9"), right.header(), "192.0.2.7");
      assertThat(DIALECT.open(placement).verify(other, RING, end - 1))
          .isInstanceOf(Verdict.Deny.class);
      PlaybackRequest sibling =
          new PlaybackRequest(
              "GET", right.target().replace("m.m3u8", "1.ts"), right.header(), "192.0.2.7");
      assertThat(DIALECT.open(placement).verify(sibling, RING, end - 1) instanceof Verdict.Allow)
          .isEqualTo(custom && cookie);
    }
  }

  private static PlaybackRequest custom(
      CloudFrontUtilities sdk, CustomSignerRequest request, boolean cookie, String url)
      throws Exception {
    if (!cookie) {
      return request(sdk.getSignedUrlWithCustomPolicy(request).url(), null);
    }
    CookiesForCustomPolicy cookies = sdk.getCookiesForCustomPolicy(request);
    return request(
        url,
        String.join(
            "; ",
            cookies.policyHeaderValue(),
            cookies.signatureHeaderValue(),
            cookies.keyPairIdHeaderValue()));
  }

  private static PlaybackRequest canned(
      CloudFrontUtilities sdk, CannedSignerRequest request, boolean cookie, String url)
      throws Exception {
    if (!cookie) {
      return request(sdk.getSignedUrlWithCannedPolicy(request).url(), null);
    }
    CookiesForCannedPolicy cookies = sdk.getCookiesForCannedPolicy(request);
    return request(
        url,
        String.join(
            "; ",
            cookies.expiresHeaderValue(),
            cookies.signatureHeaderValue(),
            cookies.keyPairIdHeaderValue()));
  }

  private static PlaybackRequest request(String url, @Nullable String cookies) {
    return new PlaybackRequest(
        "GET", url, name -> name.equals("cookie") ? cookies : null, "192.0.2.7");
  }
}
