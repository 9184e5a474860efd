package io.playgate.playbacktoken.cat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claim {@code catr} (CTA-5007-B section 4.9.2): how a token is renewed.
 *
 * <p>Implementations differ on {@code deadline}: to node-cat it is how many seconds before its
 * expiry a token is renewed, to others the time until which it may be. Both can be told apart by
 * size, and are: below 10^9 it is the first. Of the second, and where there is none, a token is
 * renewed within the last {@value #USUAL_DEADLINE} seconds in which it may be.
 *
 * @param way how the successor travels
 * @param seconds how long it lives, from the time of renewal
 * @param deadline as it stands in the claim; -1 where there is none
 * @param cookie what is said of a cookie
 * @param header what is said of a header
 */
record RenewalClaim(Way way, long seconds, long deadline, Place cookie, Place header) {

  /**
   * A cookie or header.
   *
   * @param name null where the claim names none
   * @param parameters what is added to it
   */
  record Place(@Nullable String name, List<String> parameters) {

    private static Place read(Map<CborItem, CborItem> entries, int nameLabel, int parametersLabel)
        throws RefusedTokenException {
      CborItem name = entries.get(new CborItem.Int(nameLabel));
      CborItem parameters = entries.get(new CborItem.Int(parametersLabel));
      return new Place(
          name == null ? null : RenewalClaim.name(name),
          parameters == null ? List.of() : RenewalClaim.parameters(parameters));
    }
  }

  /** When a token is renewed, in seconds before its end, where it does not say. */
  static final long USUAL_DEADLINE = 60;

  private static final long LEAST_TIME = 1_000_000_000;

  private static final CborItem TYPE = new CborItem.Int(0);
  private static final CborItem EXPADD = new CborItem.Int(1);
  private static final CborItem DEADLINE = new CborItem.Int(2);
  private static final int COOKIE_NAME = 3;
  private static final int HEADER_NAME = 4;
  private static final int COOKIE_PARAMETERS = 5;
  private static final int HEADER_PARAMETERS = 6;
  private static final int CODE = 7;

  /** How a successor travels. */
  enum Way {
    /** As the token came. */
    AUTOMATIC(0, "automatic"),
    COOKIE(1, "cookie"),
    HEADER(2, "header"),
    REDIRECT(3, "redirect");

    private final int number;
    private final String text;

    Way(int number, String text) {
      this.number = number;
      this.text = text;
    }

    /** The way of this number; null for none. */
    static @Nullable Way of(long number) {
      for (Way way : values()) {
        if (way.number == number) {
          return way;
        }
      }
      return null;
    }

    /** The way that an option names. */
    static Way named(String name) {
      return Arrays.stream(values()).filter(way -> way.text.equals(name)).findFirst().orElseThrow();
    }
  }

  /** Reads the claim. */
  static RenewalClaim read(CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Entries(Map<CborItem, CborItem> entries))
        || !(entries.get(TYPE) instanceof CborItem.Int(long type))) {
      throw RefusedTokenException.malformed("catr must be a map with an integer renewal type");
    }
    for (CborItem key : entries.keySet()) {
      if (!(key instanceof CborItem.Int(long label)) || label < 0 || label > CODE) {
        throw RefusedTokenException.malformed("catr contains an unknown member");
      }
    }
    Way way = Way.of(type);
    if (way == null) {
      throw RefusedTokenException.malformed("unknown renewal type in catr");
    }
    return new RenewalClaim(
        way,
        seconds(entries.get(EXPADD)),
        entries.containsKey(DEADLINE) ? seconds(entries.get(DEADLINE)) : -1,
        Place.read(entries, COOKIE_NAME, COOKIE_PARAMETERS),
        Place.read(entries, HEADER_NAME, HEADER_PARAMETERS));
  }

  private static long seconds(@Nullable CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Int(long seconds))
        || seconds < 0
        || seconds > ClaimsReader.LATEST) {
      throw RefusedTokenException.malformed("a time in catr is missing or not a number of seconds");
    }
    return seconds;
  }

  private static String name(CborItem item) throws RefusedTokenException {
    if (!(item instanceof CborItem.Text(String name)) || !HeaderText.isToken(name)) {
      throw RefusedTokenException.malformed("the name of a cookie or header in catr is invalid");
    }
    return name;
  }

  private static List<String> parameters(CborItem item) throws RefusedTokenException {
    List<CborItem> items =
        item instanceof CborItem.Array(List<CborItem> several) ? several : List.of(item);
    List<String> parameters = new ArrayList<>(items.size());
    for (CborItem one : items) {
      if (!(one instanceof CborItem.Text(String text))
          || !HeaderText.isValue(text)
          || text.indexOf(';') >= 0) {
        throw RefusedTokenException.malformed("a parameter in catr is not a valid header value");
      }
      parameters.add(text);
    }
    return List.copyOf(parameters);
  }

  /** Whether a token that ends then is renewed now, both in epoch seconds. */
  boolean isDue(long now, long expiresAt) {
    if (deadline >= 0 && deadline < LEAST_TIME) {
      return now >= expiresAt - deadline && now < expiresAt;
    }
    long end = deadline < 0 ? expiresAt : Math.min(expiresAt, deadline);
    return now >= end - USUAL_DEADLINE && now < end;
  }

  /** A claim that asks for renewal. */
  static CborItem item(Way way, long seconds, long deadline) {
    Map<CborItem, CborItem> entries = new LinkedHashMap<>();
    entries.put(TYPE, new CborItem.Int(way.number));
    entries.put(EXPADD, new CborItem.Int(seconds));
    entries.put(DEADLINE, new CborItem.Int(deadline));
    return new CborItem.Entries(entries);
  }
}
