package io.playgate.support.identifier;

import java.util.regex.Pattern;

/**
 * The forms of the ids that cross between services, as regular expressions that match the whole
 * text. Lengths count characters (code points), as regular expressions and PostgreSQL do. Use these
 * in place of an own pattern or {@code @Size}: where two services disagree about a length, an event
 * is applied by one and refused for good by the other.
 */
public final class Identifiers {

  /** Longest id of a package or source. */
  public static final int MAX_NAME = 64;

  /** Longest id of a viewer. */
  public static final int MAX_VIEWER = 200;

  /** Longest id of a subscription. */
  public static final int MAX_SUBSCRIPTION = 200;

  /** Longest id of a webhook message. */
  public static final int MAX_WEBHOOK = 256;

  /** Longest id of a billing event: source, colon, id of the webhook message. */
  public static final int MAX_EVENT = MAX_NAME + 1 + MAX_WEBHOOK;

  /** Longest id of a client or service. */
  public static final int MAX_CLIENT = 100;

  /** A package. */
  public static final String PACKAGE = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

  /** What a client is told about a package that breaks the rule. */
  public static final String PACKAGE_MESSAGE =
      "must be 1 to 64 of A-Z a-z 0-9 . _ : - and start with a letter or digit";

  /** A billing source. */
  public static final String SOURCE = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

  /** A viewer: {@code sub} in tokens. No slash, which separates viewer and package in rules. */
  public static final String VIEWER = "[^\\p{Cc}\\p{Cs}/]{1,200}";

  /** A subscription, by its source's own id. */
  public static final String SUBSCRIPTION = "[\\x21-\\x7e]{1,200}";

  /** A subscription, or nothing where the source names none. */
  public static final String SUBSCRIPTION_OR_NONE = "[\\x21-\\x7e]{0,200}";

  /** What a client is told about a subscription that breaks the rule. */
  public static final String SUBSCRIPTION_MESSAGE = "must be at most 200 visible ASCII characters";

  /** A webhook message ({@code webhook-id}). */
  public static final String WEBHOOK = "[\\x21-\\x7e]{1,256}";

  /** A billing event: source, colon, id of the webhook message. */
  public static final String EVENT = "[\\x21-\\x7e]{1,321}";

  /** A client, service or edge. */
  public static final String CLIENT = "[A-Za-z0-9][A-Za-z0-9._:-]{0,99}";

  private static final Pattern PACKAGE_PATTERN = Pattern.compile(PACKAGE);
  private static final Pattern SOURCE_PATTERN = Pattern.compile(SOURCE);
  private static final Pattern VIEWER_PATTERN = Pattern.compile(VIEWER);
  private static final Pattern SUBSCRIPTION_PATTERN = Pattern.compile(SUBSCRIPTION);
  private static final Pattern WEBHOOK_PATTERN = Pattern.compile(WEBHOOK);
  private static final Pattern CLIENT_PATTERN = Pattern.compile(CLIENT);

  private Identifiers() {}

  /** Whether the text can be the id of a package. */
  public static boolean isPackage(String text) {
    return PACKAGE_PATTERN.matcher(text).matches();
  }

  /** Whether the text can be a billing source. */
  public static boolean isSource(String text) {
    return SOURCE_PATTERN.matcher(text).matches();
  }

  /** Whether the text can be the id of a viewer. */
  public static boolean isViewer(String text) {
    return VIEWER_PATTERN.matcher(text).matches();
  }

  /** Whether the text can be the id of a subscription. */
  public static boolean isSubscription(String text) {
    return SUBSCRIPTION_PATTERN.matcher(text).matches();
  }

  /** Whether the text can be the id of a webhook message. */
  public static boolean isWebhook(String text) {
    return WEBHOOK_PATTERN.matcher(text).matches();
  }

  /** Whether the text can be the id of a client, service or edge. */
  public static boolean isClient(String text) {
    return CLIENT_PATTERN.matcher(text).matches();
  }
}
