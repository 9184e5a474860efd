package io.playgate.playbacktoken.nginx;

import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code secure_link_md5}: literal text and variables, by nginx's grammar. A variable
 * is {@code $} and the longest run of letters, digits and underscores, or the same in braces; there
 * is no way to write a dollar sign. nginx has hundreds of variables, and replaces one without a
 * value in a request by an empty text: expressions with others than these are rejected.
 */
final class LinkExpression {
  private static final String TIME_AND_PATH = "$secure_link_expires$uri";

  /** The text of {@link #UNBOUND}. */
  static final String UNBOUND_TEXT = TIME_AND_PATH + "$secret";

  /** What holds without the option, for a grant without an address. */
  static final LinkExpression UNBOUND = Objects.requireNonNull(parse(UNBOUND_TEXT));

  /** What holds without the option, for a grant with an address. */
  static final LinkExpression BOUND =
      Objects.requireNonNull(parse(TIME_AND_PATH + "$remote_addr$secret"));

  /** What holds without the option: the link does not say which. */
  static final List<LinkExpression> UNNAMED = List.of(UNBOUND, BOUND);

  private final List<Part> parts;

  private LinkExpression(List<Part> parts) {
    this.parts = parts;
  }

  /** What one part is replaced by. */
  private enum Kind {
    LITERAL(""),
    EXPIRES("secure_link_expires"),
    URI("uri"),
    ADDRESS("remote_addr"),
    SECRET("secret");

    private final String variable;

    Kind(String variable) {
      this.variable = variable;
    }

    static @Nullable Kind named(String variable) {
      for (Kind kind : values()) {
        if (kind != LITERAL && kind.variable.equals(variable)) {
          return kind;
        }
      }
      return null;
    }
  }

  private record Part(Kind kind, String literal) {}

  /**
   * Reads an expression.
   *
   * @return null if it has any other variable, a {@code $} without a name, or lacks expiry, path or
   *     secret
   */
  static @Nullable LinkExpression parse(String expression) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < expression.length()) {
      int dollar = expression.indexOf('$', at);
      int literalEnd = dollar < 0 ? expression.length() : dollar;
      if (literalEnd > at) {
        parts.add(new Part(Kind.LITERAL, expression.substring(at, literalEnd)));
      }
      if (dollar < 0) {
        break;
      }
      boolean braces = expression.startsWith("{", dollar + 1);
      int start = dollar + (braces ? 2 : 1);
      int end = start;
      while (end < expression.length() && isOfName(expression.charAt(end))) {
        end++;
      }
      Kind kind = Kind.named(expression.substring(start, end));
      if (kind == null || (braces && !expression.startsWith("}", end))) {
        return null;
      }
      parts.add(new Part(kind, ""));
      at = braces ? end + 1 : end;
    }
    LinkExpression read = new LinkExpression(List.copyOf(parts));
    return read.has(Kind.EXPIRES) && read.has(Kind.URI) && read.has(Kind.SECRET) ? read : null;
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private boolean has(Kind kind) {
    return parts.stream().anyMatch(part -> part.kind() == kind);
  }

  /** Whether the client's address is part of it. */
  boolean isBound() {
    return has(Kind.ADDRESS);
  }

  /** Whether a path, which starts with a slash, is all that stands beside the time. */
  boolean startsWithTime() {
    return parts.get(0).kind() == Kind.EXPIRES && parts.get(1).kind() == Kind.URI;
  }

  /** The text that nginx hashes. Nothing that stands in a path is a variable. */
  byte[] text(String expires, String uri, String ip, byte[] secret) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Part part : parts) {
      text.writeBytes(
          switch (part.kind()) {
            case LITERAL -> SharedSecrets.utf8(part.literal());
            case EXPIRES -> SharedSecrets.utf8(expires);
            case URI -> SharedSecrets.utf8(uri);
            case ADDRESS -> SharedSecrets.utf8(ip);
            case SECRET -> secret;
          });
    }
    return text.toByteArray();
  }
}
