package io.playgate.playbacktoken.cloudflare;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.uri.AddressBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claim {@code accessRules}: the first rule that is about a request decides.
 *
 * @param rules in their order
 */
record AccessRules(List<Rule> rules) {
  static final String COUNTRY = "ip.geoip.country";
  static final String SOURCE = "ip.src";
  private static final String ANY = "any";
  private static final int MOST_RULES = 32;

  AccessRules {
    rules = List.copyOf(rules);
  }

  /** Writes a rule that allows what is listed, and one that blocks all others. */
  static void writeOnly(JsonGenerator out, String type, List<String> items) throws IOException {
    out.writeArrayFieldStart("accessRules");
    out.writeStartObject();
    out.writeStringField("type", type);
    out.writeStringField("action", "allow");
    out.writeArrayFieldStart(type.equals(COUNTRY) ? "country" : "ip");
    for (String item : items) {
      out.writeString(item);
    }
    out.writeEndArray();
    out.writeEndObject();
    out.writeStartObject();
    out.writeStringField("type", ANY);
    out.writeStringField("action", "block");
    out.writeEndObject();
    out.writeEndArray();
  }

  /** Reads the claim; fails where something in it is not known. */
  static AccessRules read(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException("rules are an array");
    }
    List<Rule> rules = new ArrayList<>();
    while (value.nextToken() != JsonToken.END_ARRAY) {
      if (value.currentToken() != JsonToken.START_OBJECT || rules.size() == MOST_RULES) {
        throw new IOException("a rule is an object, and there are not many");
      }
      rules.add(rule(value));
    }
    return new AccessRules(rules);
  }

  /** A member or type that is not known might narrow the rule: it is refused. */
  private static Rule rule(JsonParser value) throws IOException {
    String type = "";
    String action = "";
    List<String> countries = List.of();
    List<Address> ips = new ArrayList<>();
    while (value.nextToken() == JsonToken.FIELD_NAME) {
      String name = value.currentName();
      value.nextToken();
      switch (name) {
        case "type" -> type = StrictJson.string(value);
        case "action" -> action = StrictJson.string(value);
        case "country" -> countries = StrictJson.strings(value, 256);
        case "ip" -> {
          for (String text : StrictJson.strings(value, 256)) {
            AddressBlock block = AddressBlock.parse(text);
            if (block == null) {
              throw new IOException("the ip of a rule must be IP addresses or CIDR blocks");
            }
            ips.add(new Address(text, block));
          }
        }
        default -> throw new IOException("unknown member of a rule");
      }
    }
    if (!Set.of(COUNTRY, SOURCE, ANY).contains(type)
        || !Set.of("allow", "block").contains(action)) {
      throw new IOException("unknown type or action of a rule");
    }
    return new Rule(type, action.equals("allow"), countries, ips);
  }

  /** Puts the countries or the address of rules into a grant, where they say just that. */
  void addTo(PlaybackGrant.Builder grant) {
    if (!isOneAllowed()) {
      return;
    }
    Rule allowed = rules.getFirst();
    if (allowed.type().equals(COUNTRY) && allowed.ips().isEmpty()) {
      grant.countries(allowed.countries());
    } else if (allowed.type().equals(SOURCE)
        && allowed.countries().isEmpty()
        && allowed.ips().size() == 1) {
      grant.ip(allowed.ips().getFirst().text());
    }
  }

  /** Whether the rules allow what the first is about and block all else, as those signed here. */
  private boolean isOneAllowed() {
    return rules.size() == 2
        && rules.getFirst().allow()
        && rules.getLast().equals(new Rule(ANY, false, List.of(), List.of()));
  }

  /**
   * Why a request is refused; null where it is not.
   *
   * @param countryHeader the header that names the country, in lower case; null for none
   */
  Verdict.@Nullable Deny refusal(PlaybackRequest request, @Nullable String countryHeader) {
    String sent = countryHeader == null ? null : request.header().apply(countryHeader);
    String country = sent == null ? null : sent.toUpperCase(Locale.ROOT);
    String clientIp = request.clientIp();
    AddressBlock client = clientIp == null ? null : AddressBlock.parse(clientIp);
    for (Rule rule : rules) {
      Boolean matches = rule.matches(country, client);
      if (matches == null) {
        return new Verdict.Deny(
            rule.type().equals(COUNTRY) ? DenyCode.COUNTRY : DenyCode.CLIENT_ADDRESS,
            "what a rule is about is not known of the request");
      }
      if (matches) {
        return rule.allow() ? null : new Verdict.Deny(code(), "a rule blocks the request");
      }
    }
    return new Verdict.Deny(code(), "no rule allows the request");
  }

  private DenyCode code() {
    return rules.stream().anyMatch(rule -> rule.type().equals(COUNTRY))
        ? DenyCode.COUNTRY
        : DenyCode.CLIENT_ADDRESS;
  }

  /** An address or block of a rule, as it is written and as it is read. */
  record Address(String text, AddressBlock block) {}

  /** One access rule. */
  record Rule(String type, boolean allow, List<String> countries, List<Address> ips) {

    /** Whether it is about the request; null where that cannot be known. */
    @Nullable Boolean matches(@Nullable String country, @Nullable AddressBlock client) {
      return switch (type) {
        case ANY -> true;
        case COUNTRY -> country == null ? null : Boolean.valueOf(countries.contains(country));
        default ->
            (client == null || !client.isSingle())
                ? null
                : Boolean.valueOf(ips.stream().anyMatch(ip -> ip.block().contains(client)));
      };
    }
  }
}
