package io.playgate.cli.token;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TokenCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW = 1_700_000_000;
  private static final String EDGEAUTH_KEY =
      "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\",\"k\":\"qrvM3e7_ABEiM0RVZneImQ\"}";
  private static final String SIGN =
      """
      {"dialect":"edgeauth","key":%s,"carrier":"query","grant":{"url":"https://cdn.example/live/42/m.m3u8",\
      "paths":["/live/42/*","/vod/??/a.ts"],"session":"sess-1","data":"p=1","notBefore":1700000000,\
      "expiresAt":1700003600}}
      """
          .strip()
          .formatted(EDGEAUTH_KEY);

  @Test
  void signsWhatAkamaisLibrarySigns() throws Exception {
    JsonNode answer = one("sign", SIGN);

    assertThat(answer.get("token").asText())
        .isEqualTo(
            "st=1700000000~exp=1700003600~acl=/live/42/*!/vod/??/a.ts~id=sess-1~data=p=1"
                + "~hmac=338fc5354eacf29d92d39ddc006f58e397fb0d556b309a766dcba3eab69959d5");
    assertThat(answer.get("url").asText())
        .isEqualTo("https://cdn.example/live/42/m.m3u8?hdnts=" + answer.get("token").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "query", "cookie", "header"})
  void verifiesBySeeingWhereTheTokenIs(String carrier) throws Exception {
    JsonNode signed = one("sign", SIGN.replace("query", carrier));

    ObjectNode question = verify(signed, "edgeauth", EDGEAUTH_KEY);
    JsonNode verdict = one("verify", question.toString());

    assertThat(verdict.get("allow").asBoolean()).isTrue();
    assertThat(verdict.get("denyCode").asInt()).isEqualTo(200);
    assertThat(verdict.get("grant").get("session").asText()).isEqualTo("sess-1");
    assertThat(verdict.get("grant").get("expiresAt").asLong()).isEqualTo(1_700_003_600);
  }

  @ParameterizedTest
  @CsvSource({
    "1699999999, token-not-yet-valid, 405",
    "1700003599, allowed, 200",
    "1700003600, token-expired, 404",
    "1700003601, token-expired, 404"
  })
  void answersByTheTimeOfTheQuestion(long now, String code, int denyCode) throws Exception {
    ObjectNode question = verify(one("sign", SIGN), "edgeauth", EDGEAUTH_KEY);
    question.put("now", now);

    JsonNode verdict = one("verify", question.toString());

    assertThat(verdict.get("code").asText()).isEqualTo(code);
    assertThat(verdict.get("denyCode").asInt()).isEqualTo(denyCode);
  }

  @Test
  void explainsEveryStep() throws Exception {
    ObjectNode question = verify(one("sign", SIGN), "edgeauth", EDGEAUTH_KEY);
    question.put("now", 1_700_003_600);
    ((ObjectNode) question.get("request"))
        .put(
            "url", question.get("request").get("url").asText().replace("/live/42/m", "/live/43/m"));

    JsonNode explanation = one("explain", question.toString());

    assertThat(explanation.get("allow").asBoolean()).isFalse();
    List<String> failed = new ArrayList<>();
    explanation
        .get("steps")
        .forEach(step -> {
          if (!step.get("passed").asBoolean()) {
            failed.add(step.get("step").asText());
          }
        });
    assertThat(failed).containsExactly("expiresAt", "path");
    assertThat(explanation.toString()).doesNotContain("hmac=");
  }

  @Test
  void answersEachLineInOrderWhateverStandsInTheOthers() throws Exception {
    List<JsonNode> answers =
        answers(
            "sign",
            String.join(
                "\n",
                SIGN,
                "",
                "nonsense",
                "  ",
                "{\"dialect\":\"edgeauth\"} x",
                "[]",
                "{\"a\":1,\"a\":2}",
                "\u0000",
                "x".repeat(Lines.MAX_LINE + 10),
                SIGN));

    assertThat(answers).hasSize(8);
    assertThat(answers.getFirst()).isEqualTo(answers.getLast());
    assertThat(answers.subList(1, 7)).allMatch(answer -> answer.has("error"));
    assertThat(answers.get(6).get("error").get("code").asText()).isEqualTo("line-too-long");
  }

  /** As PowerShell and some editors write it. */
  @Test
  void aByteOrderMarkIsSkippedAtTheStartAndNowhereElse() throws Exception {
    List<JsonNode> answers =
        answers("sign", "\uFEFF" + SIGN + "\n" + "\uFEFF" + SIGN + "\n" + SIGN);

    assertThat(answers)
        .extracting(answer -> answer.has("error"))
        .containsExactly(false, true, false);
    assertThat(answers.getFirst()).isEqualTo(answers.getLast());
    assertThat(answers("sign", "\uFEFF")).isEmpty();
    assertThat(answers("sign", "\uFEFF\uFEFF" + SIGN).getFirst().has("error")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"dialect\":\"edgeauth\" | \"dialect\":\"none\" | dialect-unknown",
        "\"dialect\":\"edgeauth\" | \"dialect\":5 | field-invalid",
        "\"dialect\":\"edgeauth\", |  | field-missing",
        "\"carrier\":\"query\" | \"carrier\":\"pigeon\" | carrier-unknown",
        "\"carrier\":\"query\" | \"carrier\":\"QUERY\" | carrier-unknown",
        "\"carrier\":\"query\" | \"options\":{\"nope\":1} | option-unknown",
        "\"carrier\":\"query\" | \"options\":{\"name\":\"a b\"} | option-invalid",
        "\"carrier\":\"query\" | \"nope\":1 | field-unknown",
        "\"session\":\"sess-1\" | \"sess\":\"x\" | field-unknown",
        "\"session\":\"sess-1\" | \"viewer\":\"v\" | viewer-not-carried",
        "\"session\":\"sess-1\" | \"session\":\"a.b\" | session-charset",
        "\"expiresAt\":1700003600 | \"expiresAt\":1699999999 | grant-invalid",
        "\"expiresAt\":1700003600 | \"expiresAt\":\"soon\" | field-invalid",
        "\"expiresAt\":1700003600 | \"expiresAt\":1.5 | field-invalid",
        "\"expiresAt\":1700003600 | \"expiresAt\":-1 | field-invalid",
        "https://cdn.example/live | ftp://cdn.example/live | url-invalid",
        "\"kid\":\"k1\", |  | key-invalid",
        "\"alg\":\"HS256\", |  | key-invalid",
        "\"alg\":\"HS256\" | \"alg\":\"\" | key-invalid",
        "\"alg\":\"HS256\" | \"alg\":256 | key-invalid",
        "\"alg\":\"HS256\" | \"alg\":null | key-invalid",
        "qrvM3e7_ABEiM0RVZneImQ | qrvM3e7 | key-invalid",
      })
  void saysWhatIsWrong(String right, String wrong, String code) throws Exception {
    String line = SIGN.replace(right.strip(), wrong == null ? "" : wrong.strip());

    JsonNode answer = one("sign", line);

    assertThat(answer.path("error").path("code").asText()).isEqualTo(code);
    assertThat(answer.toString()).doesNotContain("qrvM3e7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899aabbccddeeff",
        "00112233445566778899AABBCCDDEEFF",
        "00112233445566778899aabbCCDDEEFF",
      })
  void aKeyInHexadecimalIsRefusedWithAHint(String digits) throws Exception {
    ObjectNode verify = verify(one("sign", SIGN), "edgeauth", EDGEAUTH_KEY);
    String url = verify.get("request").get("url").asText();

    for (String hexadecimal : List.of(digits, digits.repeat(2), digits.repeat(4))) {
      String key = EDGEAUTH_KEY.replace("qrvM3e7_ABEiM0RVZneImQ", hexadecimal);
      List<JsonNode> answers =
          List.of(
              one("sign", SIGN.replace(EDGEAUTH_KEY, key)),
              one("verify", verify.toString().replace(EDGEAUTH_KEY, key)),
              one("explain", verify.toString().replace(EDGEAUTH_KEY, key)));

      for (JsonNode answer : answers) {
        assertThat(answer.path("error").path("code").asText()).isEqualTo("key-invalid");
        assertThat(answer.path("error").path("detail").asText())
            .contains("k looks like hexadecimal", "base64url")
            .doesNotContain(hexadecimal);
      }
      Result explained = result(key, "explain", url);
      assertThat(explained.status()).isEqualTo(3);
      assertThat(explained.text()).contains("k looks like hexadecimal").doesNotContain(hexadecimal);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899AABBCCDDEA",
        "00112233445566778899aabbccddeeff000",
        "aabbccddeeffaabbccddeeffaabbccddeeff",
      })
  void aKeyWhoseBase64urlOnlyResemblesHexadecimalSigns(String text) throws Exception {
    String key = EDGEAUTH_KEY.replace("qrvM3e7_ABEiM0RVZneImQ", text);
    JsonNode signed = one("sign", SIGN.replace(EDGEAUTH_KEY, key));

    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(text), "HmacSHA256"));
    String body = "st=1700000000~exp=1700003600~acl=/live/42/*!/vod/??/a.ts~id=sess-1~data=p=1";
    assertThat(signed.path("token").asText())
        .isEqualTo(
            body
                + "~hmac="
                + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$secure_link_expires$uri$host $secret",
        "$secure_link_expires$uri$http_user_agent $secret",
        "$secure_link_expires$uri$server_name$secret",
        "$secure_link_expires$uri$args$secret",
        "$secure_link_expires$uri$cookie_sid$secret",
        "$secure_link_expires$uri$arg_foo$secret",
      })
  void anExpressionWithAVariableThatIsNotKnownIsRefused(String expression) {
    String line =
        """
        {"dialect":"secure-link","key":{"kty":"oct","kid":"k","alg":"secret","k":"ZW5pZ21h"},\
        "grant":{"url":"http://h.example/h/a.mp4","expiresAt":1900000000},\
        "options":{"expression":"%s"}}
        """
            .formatted(expression);

    Result result = result(line, "sign");

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.text()).contains("option-invalid").doesNotContain("\"token\"");
  }

  @Test
  void aSecretOfAnAlgorithmThatTheDialectDoesNotKnowIsTakenForItsFirst() throws Exception {
    JsonNode other = one("sign", SIGN.replace("HS256", "HS512"));

    assertThat(other.get("token")).isNotNull().isEqualTo(one("sign", SIGN).get("token"));
  }

  @Test
  void aKeyThatCannotSignIsRefused() throws Exception {
    Jwk jwk = Jwk.generate("k1", "ES256", new SecureRandom());
    JsonNode answer =
        one(
            "sign",
            SIGN.replace("edgeauth", "jwt").replace(EDGEAUTH_KEY, jwk.toVerificationJson()));

    assertThat(answer.get("error").get("code").asText()).isEqualTo("key-cannot-sign");
  }

  static Stream<String> dialects() {
    return Dialects.all().stream().map(Dialect::id);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void everyDialectIsListedWithAllThereIsToKnow(String id) throws Exception {
    List<JsonNode> listed = answers("dialects", "");

    JsonNode dialect =
        listed.stream()
            .filter(node -> node.get("id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(schema("dialect").validate(dialect)).isEmpty();
    assertThat(dialect.get("carriers")).isNotEmpty();
    assertThat(dialect.get("algorithms")).isNotEmpty();
    assertThat(dialect.get("options").isObject()).isTrue();
    assertThat(dialect.get("proof").asText()).isIn("judged", "published vector", "self-consistent");
    assertThat(run("dialects", "", "--table")).contains(id);
  }

  static Stream<Arguments> placements() {
    return Dialects.all().stream()
        .filter(dialect -> !dialect.id().equals("opaque"))
        .flatMap(dialect ->
            dialect.description().carriers().stream()
                .map(carrier -> Arguments.of(dialect.id(), carrier.name().toLowerCase(ROOT))));
  }

  @ParameterizedTest
  @MethodSource("placements")
  void everyDialectSignsWhatItVerifies(String id, String carrier) throws Exception {
    String algorithm = Dialects.find(id).orElseThrow().description().algorithms().getFirst();
    JsonNode key =
        algorithm.equals("secret") || algorithm.equals("HS1")
            ? JSON.readTree(EDGEAUTH_KEY)
            : JSON.readTree(Jwk.generate("k1", algorithm, new SecureRandom()).toJson());
    ObjectNode options = JSON.createObjectNode();
    if (id.equals("ats")) {
      options.put("issuer", "playgate");
    }
    if (id.equals("secure-link") && carrier.equals("path")) {
      options.put("neverExpires", true).put("basePath", "/live");
    }
    ObjectNode line = JSON.createObjectNode();
    line.put("dialect", id).put("carrier", carrier);
    line.set("key", key);
    line.set("options", options);
    ObjectNode grant = line.putObject("grant");
    grant
        .put("url", "https://cdn.example/live/42/m.m3u8")
        .put("expiresAt", options.has("neverExpires") ? 253_402_300_799L : 1_700_003_600);
    grant.putArray("paths").add("/live/42/*");

    JsonNode signed = one("sign", line.toString());
    if (signed.has("error")) {
      grant.remove("paths");
      signed = one("sign", line.toString());
    }
    ObjectNode question = verify(signed, id, key.toString());
    question.set("options", options);
    JsonNode right = one("verify", question.toString());
    JsonNode explained = one("explain", question.toString());
    question.put("now", 1_700_003_600);
    JsonNode late = one("verify", question.toString());

    assertThat(right.path("allow").asBoolean()).as("%s: %s", signed, right).isTrue();
    assertThat(explained.path("allow").asBoolean()).as("%s", explained).isTrue();
    assertThat(late.path("allow").asBoolean()).isEqualTo(options.has("neverExpires"));
  }

  @Test
  void encryptsAndRenewsWhereTheDialectDoes() throws Exception {
    String pair = Jwk.generate("k1", "ES256", new SecureRandom()).toJson();
    String content = Jwk.generate("enc", "A128GCM", new SecureRandom()).toJson();
    String line =
        """
        {"dialect":"rfc9246","key":%s,"encryptionKey":%s,\
        "options":{"renewal":"cookie","renewalSeconds":30},\
        "grant":{"url":"https://cdn.example/live/42/m.m3u8","paths":["/live/42/*"],\
        "viewer":"viewer-7","ip":"192.0.2.0/24","expiresAt":1700000060}}
        """
            .strip()
            .formatted(pair, content);
    JsonNode signed = one("sign", line);
    ObjectNode question = verify(signed, "rfc9246", pair);
    ((ArrayNode) question.get("keys")).add(JSON.readTree(content));
    ((ObjectNode) question.get("request")).put("clientIp", "192.0.2.7");

    JsonNode verdict = one("verify", question.toString());

    assertThat(verdict.get("grant").get("viewer").asText()).isEqualTo("viewer-7");
    assertThat(verdict.get("renewal").get("carrier").asText()).isEqualTo("cookie");
    assertThat(verdict.get("renewal").get("expiresAt").asLong()).isEqualTo(NOW + 30);
    assertThat(one("sign", line.replace("rfc9246", "jwt")).get("error").get("code").asText())
        .isEqualTo("option-unknown");
    assertThat(
            one(
                    "sign",
                    SIGN.replace("\"carrier\"", "\"encryptionKey\":" + content + ",\"carrier\""))
                .get("error")
                .get("code")
                .asText())
        .isEqualTo("encryption-key");
  }

  @ParameterizedTest
  @CsvSource({
    "edgeauth, hex, aabbccddeeff00112233445566778899, HS256, qrvM3e7_ABEiM0RVZneImQ",
    "fastly, base64, qrvM3e7/ABEiM0RVZneImQ==, secret, qrvM3e7_ABEiM0RVZneImQ",
    "cloud-cdn, base64url, qrvM3e7_ABEiM0RVZneImQ==, HS1, qrvM3e7_ABEiM0RVZneImQ",
    "bunny, text, a-key-of-bunny, secret, YS1rZXktb2YtYnVubnk",
  })
  void aSecretOfACdnBecomesAKey(
      String dialect, String format, String material, String algorithm, String secret)
      throws Exception {
    for (String end : List.of("", "\n", "\r\n")) {
      Result result = key(material + end, dialect, format);
      assertThat(result.status()).isZero();
      JsonNode key = JSON.readTree(result.text());
      assertThat(key.get("kid").asText()).isEqualTo("CDN1");
      assertThat(key.get("alg").asText()).isEqualTo(algorithm);
      assertThat(key.get("k").asText()).isEqualTo(secret);
    }
  }

  @Test
  void aPemBecomesAKeyThatSigns() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    String key = key(pem, "cloudfront", "pem").text().strip();

    JsonNode signed =
        one(
            "sign",
            ("{\"dialect\":\"cloudfront\",\"key\":%s,\"grant\":{\"url\":\"https://cdn.example/a/m.m3u8\","
                    + "\"paths\":[\"/a/*\"],\"expiresAt\":1900000000}}")
                .formatted(key));
    assertThat(signed.get("url").asText()).contains("Key-Pair-Id=CDN1");
  }

  @ParameterizedTest
  @CsvSource({
    "edgeauth, base64, aabbccddeeff00112233445566778899, key-invalid",
    "edgeauth, hex, aabb, key-invalid",
    "edgeauth, octal, 1234567012345670, format-unknown",
    "akamai, hex, aabbccddeeff00112233445566778899, dialect-unknown",
    "cloudfront, text, aabbccddeeff00112233445566778899, key-invalid",
  })
  void whatIsNoKeyOfTheDialectIsRefusedAndNotRepeated(
      String dialect, String format, String material, String code) throws Exception {
    Result result = key(material, dialect, format);
    assertThat(result.status()).isEqualTo(3);
    assertThat(JSON.readTree(result.text()).at("/error/code").asText()).isEqualTo(code);
    assertThat(result.text()).doesNotContain(material);
  }

  private static Result key(String material, String dialect, String format) {
    return result(material, "key", "--dialect", dialect, "--kid", "CDN1", "--format", format);
  }

  @Test
  void keyMaterialIsNoArgument() {
    StringBuilder usage = new StringBuilder();
    CommandLine token = new CommandLine(new TokenCommand());
    token.getSubcommands().values().forEach(command -> usage.append(command.getUsageMessage()));

    // --keys names a file.
    assertThat(usage.toString().replace("[--keys=FILE]", "").replace(" --keys=FILE ", ""))
        .doesNotContain("--key")
        .doesNotContain("--secret");
  }

  @Test
  void aKeyInPlaceOfItsFileIsNeitherUsedNorRepeated() throws Exception {
    String url = one("sign", SIGN).get("url").asText();

    Result result = result("", "explain", url, "--keys", EDGEAUTH_KEY);

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.text()).contains("keys-unreadable").doesNotContain("qrvM3e7");
  }

  @Test
  void aDenialHasAGrantThatSaysNothing() throws Exception {
    ObjectNode question = verify(one("sign", SIGN), "edgeauth", EDGEAUTH_KEY);
    question.put("now", 1_700_003_600);

    JsonNode verdict = one("verify", question.toString());

    assertThat(verdict.get("allow").asBoolean()).isFalse();
    assertThat(verdict.get("grant")).isEqualTo(JSON.createObjectNode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign", "verify", "explain", "key", "dialects", "schema"})
  void everyCommandHelps(String command) {
    assertThat(new CommandLine(new TokenCommand()).execute(command, "--help")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "sign --version",
        "verify --version",
        "explain --version",
        "dialects --version",
        "schema --version"
      })
  void everyCommandSaysItsVersion(String arguments) {
    StringWriter printed = new StringWriter();
    CommandLine token = new CommandLine(new TokenCommand()).setOut(new PrintWriter(printed, true));

    assertThat(token.execute(arguments.split(" ", -1))).isZero();
    assertThat(printed.toString().strip()).matches("playgate \\d+\\.\\d+\\.\\d+\\S*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign", "dialects", "schema"})
  void answersThatCannotBeWrittenAreAFailure(String command) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    TokenCommand token =
        new TokenCommand(
            new ByteArrayInputStream(SIGN.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(full, false, StandardCharsets.UTF_8),
            Clock.systemUTC());

    assertThat(new CommandLine(token).execute(command)).isEqualTo(1);
  }

  private static ObjectNode verify(JsonNode signed, String dialect, String key) throws Exception {
    ObjectNode question = JSON.createObjectNode();
    question.put("dialect", dialect);
    question.putArray("keys").add(JSON.readTree(key));
    ObjectNode request = question.putObject("request");
    request.put("url", signed.get("url").asText());
    ObjectNode headers = request.putObject("headers");
    List<String> cookies = new ArrayList<>();
    signed
        .get("cookies")
        .properties()
        .forEach(cookie -> cookies.add(cookie.getKey() + "=" + cookie.getValue().asText()));
    if (!cookies.isEmpty()) {
      headers.put("Cookie", String.join("; ", cookies));
    }
    signed
        .get("headers")
        .properties()
        .forEach(header -> headers.set(header.getKey(), header.getValue()));
    return question;
  }

  /** One question and its answer, both of which the schema must describe. */
  private static JsonNode one(String command, String line) throws Exception {
    List<JsonNode> answers = answers(command, line);
    assertThat(answers).hasSize(1);
    boolean sign = command.equals("sign");
    if (!answers.getFirst().has("error")) {
      assertThat(schema(sign ? "sign" : "verify").validate(JSON.readTree(line))).isEmpty();
    }
    assertThat(schema(sign ? "signed" : "verdict").validate(answers.getFirst())).isEmpty();
    return answers.getFirst();
  }

  private static JsonSchema schema(String definition) throws Exception {
    ObjectNode whole = (ObjectNode) JSON.readTree(run("schema", ""));
    whole.put("$ref", "#/$defs/" + definition);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }

  private static List<JsonNode> answers(String command, String input, String... options)
      throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of(options));
    if (command.equals("explain")) {
      arguments.add("--json");
    }
    for (String line : run(command, input, arguments.toArray(String[]::new)).lines().toList()) {
      answers.add(JSON.readTree(line));
    }
    return answers;
  }

  private static String run(String command, String input, String... options) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
    TokenCommand token =
        new TokenCommand(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            print,
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(options));
    int status = new CommandLine(token).execute(arguments.toArray(String[]::new));
    String answers = output.toString(StandardCharsets.UTF_8);
    boolean lines = !command.equals("schema") && !command.equals("dialects");
    if (lines && !answers.isEmpty() && answers.startsWith("{")) {
      assertThat(status)
          .as(answers)
          .isEqualTo(
              answers.contains("{\"error\":") ? 3 : answers.contains("\"allow\":false") ? 1 : 0);
    } else {
      assertThat(status).as(answers).isZero();
    }
    return answers;
  }

  private record Result(int status, String text) {}

  private static Result result(String input, String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    TokenCommand token =
        new TokenCommand(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(output, true, StandardCharsets.UTF_8),
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    int status = new CommandLine(token).execute(arguments);
    return new Result(status, output.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theWorstLineIsTheExitCode() throws Exception {
    ObjectNode right = verify(one("sign", SIGN), "edgeauth", EDGEAUTH_KEY);
    ObjectNode late = right.deepCopy().put("now", 1_700_003_600);

    assertThat(result("", "verify").status()).isZero();
    assertThat(result(right + "\n" + right, "verify").status()).isZero();
    assertThat(result(right + "\n" + late + "\n" + right, "verify").status()).isEqualTo(1);
    assertThat(result(right + "\nnonsense\n" + late, "verify").status()).isEqualTo(3);
    assertThat(result(late.toString(), "explain").status()).isEqualTo(1);
    assertThat(result(late.toString(), "explain", "--json").status()).isEqualTo(1);
    assertThat(result("{}", "explain").status()).isEqualTo(3);
    assertThat(result(SIGN + "\n{}", "sign").status()).isEqualTo(3);
    assertThat(result("", "nonsense").status()).isEqualTo(2);
  }

  @Test
  void explainsAUrlOfTheCommandLineForPeople() throws Exception {
    String url = one("sign", SIGN).get("url").asText();

    Result right = result(EDGEAUTH_KEY, "explain", url);
    Result late =
        result(
            "{\"keys\":[" + EDGEAUTH_KEY + "]}", "explain", url, "--now", "2023-11-14T23:13:20Z");
    Result keyless = result("", "explain", url, "--dialect", "edgeauth");

    assertThat(right.status()).isZero();
    assertThat(right.text())
        .startsWith("edgeauth, allowed: the token is valid; verified by key k1")
        .contains("ok    path ")
        .contains("expiresAt             1700003600  2023-11-14T23:13:20Z")
        .contains("paths                 /live/42/*, /vod/??/a.ts")
        .doesNotContain("hmac=", "{");
    assertThat(late.status()).isEqualTo(1);
    assertThat(late.text())
        .startsWith("edgeauth, denied: expired 0 s ago (token-expired, 404)")
        .contains("FAIL  expiresAt ");
    assertThat(keyless.status()).isEqualTo(1);
    assertThat(keyless.text()).startsWith("edgeauth, denied: no key of the ring made this hmac");
  }

  @Test
  void explainsAUrlByJsonWhereThatIsAskedFor() throws Exception {
    String url = one("sign", SIGN).get("url").asText();

    JsonNode answer = JSON.readTree(result(EDGEAUTH_KEY, "explain", "--json", url).text());

    assertThat(answer.get("dialect").asText()).isEqualTo("edgeauth");
    assertThat(answer.get("allow").asBoolean()).isTrue();
    assertThat(answer.get("steps")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("placements")
  void findsOutTheDialectOfAUrl(String id, String carrier) throws Exception {
    if (!carrier.equals("query") || id.equals("ats") || id.equals("secure-link")) {
      return;
    }
    String algorithm = Dialects.find(id).orElseThrow().description().algorithms().getFirst();
    String key =
        algorithm.equals("secret") || algorithm.equals("HS1")
            ? EDGEAUTH_KEY
            : Jwk.generate("k1", algorithm, new SecureRandom()).toJson();
    ObjectNode line = JSON.createObjectNode();
    line.put("dialect", id).put("carrier", carrier);
    line.set("key", JSON.readTree(key));
    ObjectNode grant = line.putObject("grant");
    grant.put("url", "https://cdn.example/live/42/m.m3u8").put("expiresAt", 1_700_003_600);
    grant.putArray("paths").add("/live/42/*");
    JsonNode signed = one("sign", line.toString());
    if (signed.has("error")) {
      grant.remove("paths");
      signed = one("sign", line.toString());
    }

    Result result = result(key, "explain", signed.get("url").asText());

    assertThat(result.status()).as(result.text()).isZero();
    assertThat(result.text()).contains(", allowed: ");
  }

  @Test
  void errorsOfAUrlArePlain() {
    for (Result wrong :
        List.of(
            result("", "explain", "https://cdn.example/a"),
            result("", "explain", "nonsense"),
            result("{", "explain", "https://cdn.example/a?hdnts=x"),
            result("5", "explain", "https://cdn.example/a?hdnts=x"),
            result("", "explain", "https://cdn.example/a?hdnts=x", "--dialect", "none"),
            result("", "explain", "https://cdn.example/a?hdnts=x", "--now", "soon"),
            result("", "explain", "https://cdn.example/a?hdnts=x", "--header", "soon"),
            result("", "explain", "https://cdn.example/a?hdnts=x", "--keys", "/does/not/exist"))) {
      assertThat(wrong.status()).as(wrong.text()).isEqualTo(3);
      assertThat(wrong.text()).startsWith("error: ").hasLineCount(1).doesNotContain("Exception");
    }
    assertThat(result("[]", "explain").text()).startsWith("error: ");
  }

  @Test
  void theTableHasAHeader() {
    assertThat(run("dialects", "", "--table").lines().findFirst())
        .hasValueSatisfying(
            line -> assertThat(line).matches("DIALECT +CARRIERS +ALGORITHMS +PROOF"));
  }
}
