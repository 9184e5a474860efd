package io.playgate.playbacktoken.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable that nginx fills in and this dialect does not must not be signed as literal text. */
class SecureLinkExpressionTest {
  private static final long EXPIRES = 1_900_000_000;
  private static final long NOW = 1_800_000_000;
  private static final String URL = "https://h.example/h/a.mp4";
  private static final SigningKey KEY = new SigningKey("k", "secret", key());

  private final SecureLinkDialect dialect = new SecureLinkDialect();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$host",
        "$http_host",
        "$http_user_agent",
        "$http_referer",
        "$http_x_forwarded_for",
        "$server_name",
        "$server_addr",
        "$server_port",
        "$scheme",
        "$https",
        "$hostname",
        "$args",
        "$is_args",
        "$query_string",
        "$arg_foo",
        "$arg_",
        "$cookie_sid",
        "$cookie_",
        "$request_uri",
        "$document_uri",
        "$request_method",
        "$request_filename",
        "$document_root",
        "$realpath_root",
        "$remote_user",
        "$remote_port",
        "$binary_remote_addr",
        "$proxy_protocol_addr",
        "$realip_remote_addr",
        "$proxy_add_x_forwarded_for",
        "$ssl_client_s_dn",
        "$geoip_country_code",
        "$time_iso8601",
        "$msec",
        "$request_id",
        "$secure_link",
        "$upstream_addr",
        "$sent_http_etag",
        "$jwt_claim_sub",
        "$my_own",
        "$1",
        "${host}",
        "${http_user_agent}",
        "${arg_foo}",
        "$uris",
        "$uri_x",
        "$uri2",
        "$URI",
        "$Uri",
        "$secret_",
        "$secrets",
        "$Secret",
        "$remote_addr6",
        "$secure_link_expires_",
        "$$uri",
        "$",
        "$ uri",
        "$-",
        "${}",
        "${uri",
        "${uri }",
        "${ uri}",
        "${$uri}",
      })
  void anUnknownVariableIsRefusedWhereverItStands(String variable) {
    List<String> expressions =
        List.of(
            variable + " $secure_link_expires$uri $secret",
            "$secure_link_expires " + variable + " $uri $secret",
            "$secure_link_expires$uri " + variable + " $secret",
            "$secure_link_expires$uri $secret " + variable,
            "$secure_link_expires$uri$secret" + variable);

    for (String expression : expressions) {
      Placement placement = placement(expression);
      assertThatThrownBy(() -> dialect.open(placement))
          .as(expression)
          .isInstanceOfSatisfying(
              InvalidPlacementException.class,
              e -> {
                assertThat(e.code()).isEqualTo("option-invalid");
                assertThat(e.option()).isEqualTo("expression");
                assertThat(e).hasMessageStartingWith("the option expression must contain ");
              });
    }
  }

  /**
   * A token that hashes the expression as literal text, as it was once signed: there is nothing to
   * check it by, and the expression that holds without the option is another.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$secure_link_expires$uri$host $secret",
        "$secure_link_expires$uri$http_user_agent $secret",
        "$secure_link_expires$uri$server_name$secret",
        "$secure_link_expires$uri$args$secret",
        "$secure_link_expires$uri$cookie_sid$secret",
        "$secure_link_expires$uri$arg_foo$secret",
        "$secure_link_expires${uri}_$arg_foo$secret",
      })
  void aTokenOverAVariableAsTextIsDenied(String expression) throws Exception {
    String literal =
        expression
            .replace("$secure_link_expires", Long.toString(EXPIRES))
            .replace("${uri}", "/h/a.mp4")
            .replace("$uri", "/h/a.mp4")
            .replace("$secret", "enigma");
    String target = "/h/a.mp4?md5=" + md5(literal) + "&expires=" + EXPIRES;

    assertThatThrownBy(() -> dialect.open(placement(expression)))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class, e -> assertThat(e.code()).isEqualTo("option-invalid"));
    Verdict verdict =
        dialect
            .open(new Placement(Carrier.QUERY, "md5", "", Map.of()))
            .verify(Requests.get(target), new KeyRing(List.of(KEY)), NOW);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.SIGNATURE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "$secure_link_expires$uri$secret|1900000000/h/a.mp4enigma",
        "$secure_link_expires$uri $secret|1900000000/h/a.mp4 enigma",
        "${secure_link_expires}${uri}${secret}|1900000000/h/a.mp4enigma",
        "${secure_link_expires}0${uri}s${secret}x|19000000000/h/a.mp4senigmax",
        "$secure_link_expires${uri}host$secret|1900000000/h/a.mp4hostenigma",
        "host $secure_link_expires$uri-args $secret|host 1900000000/h/a.mp4-args enigma",
        "$secret$uri{uri}$secure_link_expires$uri|enigma/h/a.mp4{uri}1900000000/h/a.mp4",
      })
  void knownVariablesAndTextThatResemblesOthersAreSigned(String expression, String hashed)
      throws Exception {
    SignedFormat format = dialect.open(placement(expression));
    SignedToken token = format.sign(grant(), URL, KEY);

    assertThat(token.url()).isEqualTo(URL + "?md5=" + md5(hashed) + "&expires=" + EXPIRES);
    assertThat(format.verify(Requests.get(token.url()), new KeyRing(List.of(KEY)), NOW))
        .isInstanceOf(Verdict.Allow.class);
  }

  private static PlaybackGrant grant() {
    return PlaybackGrant.expiringAt(EXPIRES).build();
  }

  private static Placement placement(String expression) {
    return new Placement(Carrier.QUERY, "md5", "", Map.of("expression", expression));
  }

  private static SecretKeySpec key() {
    return new SecretKeySpec("enigma".getBytes(StandardCharsets.UTF_8), "RAW");
  }

  private static String md5(String text) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
