package io.playgate.cli.token;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.Explanation;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers as JSON. */
final class Answers {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int OK = 200;

  private Answers() {}

  static ObjectNode error(String code, String detail) {
    ObjectNode answer = NODES.objectNode();
    answer.putObject("error").put("code", code).put("detail", detail);
    return answer;
  }

  static ObjectNode signed(SignedToken token) {
    ObjectNode answer = NODES.objectNode();
    answer.put("url", token.url());
    answer.put("token", token.value());
    ObjectNode cookies = answer.putObject("cookies");
    token.cookies().forEach(cookies::put);
    ObjectNode headers = answer.putObject("headers");
    token.headers().forEach(headers::put);
    return answer;
  }

  static ObjectNode verdict(Verdict verdict) {
    ObjectNode answer = NODES.objectNode();
    switch (verdict) {
      case Verdict.Allow allow -> {
        answer.put("allow", true);
        answer.put("code", "allowed");
        answer.put("denyCode", OK);
        answer.put(
            "detail",
            allow.kid().isEmpty()
                ? "the token is valid"
                : "the token is valid; verified by key " + allow.kid());
        answer.set("grant", grant(allow.grant()));
      }
      case Verdict.Deny deny -> {
        answer.put("allow", false);
        answer.put("code", deny.code().code());
        answer.put("denyCode", deny.code().number());
        answer.put("detail", deny.detail());
        answer.putObject("grant");
      }
    }
    return answer;
  }

  /** Adds the successor of a token to the answer about it. */
  static void renewal(ObjectNode answer, Renewal renewal) {
    ObjectNode node = answer.putObject("renewal");
    switch (renewal) {
      case Renewal.Cookie cookie -> node.put("carrier", "cookie").put("path", cookie.path());
      case Renewal.Query query -> node.put("carrier", "query");
      case Renewal.Header header -> node.put("carrier", "header");
    }
    node.put("name", renewal.name())
        .put("value", renewal.value())
        .put("expiresAt", renewal.expiresAt());
  }

  static ObjectNode explanation(Explanation explanation) {
    ObjectNode answer = verdict(explanation.verdict());
    ArrayNode steps = answer.putArray("steps");
    for (Explanation.Step step : explanation.steps()) {
      steps
          .addObject()
          .put("step", step.name())
          .put("passed", step.passed())
          .put("detail", step.detail());
    }
    return answer;
  }

  private static ObjectNode grant(PlaybackGrant grant) {
    ObjectNode node = NODES.objectNode();
    texts(node, "paths", grant.paths());
    text(node, "session", grant.session());
    text(node, "viewer", grant.viewer());
    text(node, "asset", grant.asset());
    text(node, "package", grant.packageId());
    text(node, "entitlement", grant.entitlement());
    text(node, "login", grant.login());
    text(node, "device", grant.device());
    text(node, "tokenId", grant.tokenId());
    text(node, "data", grant.data());
    time(node, "issuedAt", grant.issuedAt());
    time(node, "notBefore", grant.notBefore());
    time(node, "expiresAt", grant.expiresAt());
    text(node, "ip", grant.ip());
    text(node, "domain", grant.domain());
    texts(node, "methods", grant.methods());
    texts(node, "countries", grant.countries());
    return node;
  }

  private static void text(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static void texts(ObjectNode node, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = node.putArray(name);
      values.forEach(array::add);
    }
  }

  private static void time(ObjectNode node, String name, long value) {
    if (value != PlaybackGrant.UNSET) {
      node.put(name, value);
    }
  }

  static ObjectNode dialect(Dialect dialect) {
    DialectDescription description = dialect.description();
    ObjectNode node = NODES.objectNode();
    node.put("id", dialect.id());
    node.put("title", description.title());
    node.put("source", description.source());
    node.put("version", description.version());
    texts(node, "carriers", description.carriers().stream().map(Answers::lower).toList());
    node.put("tokenName", description.tokenName());
    texts(node, "algorithms", description.algorithms());
    texts(node, "fields", description.fields().stream().sorted().map(Answers::camel).toList());
    node.put("acl", description.acl());
    ObjectNode options = node.putObject("options");
    description.options().stream()
        .sorted(Comparator.comparing(OptionSpec::name))
        .forEach(option -> options.put(option.name(), meaning(option)));
    node.put("proof", description.proof().text());
    node.put("proofNote", description.proofNote());
    node.put("experimental", description.proof() == ProofLevel.SELF_CONSISTENT);
    return node;
  }

  private static String meaning(OptionSpec option) {
    String type = option.type().equals(OptionType.TEXT) ? "" : option.type().text();
    String otherwise = option.defaultValue() == null ? "" : "default " + option.defaultValue();
    String both =
        type.isEmpty() || otherwise.isEmpty() ? type + otherwise : type + ", " + otherwise;
    return both.isEmpty() ? option.meaning() : option.meaning() + " (" + both + ")";
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** {@code NOT_BEFORE} as {@code notBefore}. */
  private static String camel(Enum<?> value) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (char c : lower(value).toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }
}
