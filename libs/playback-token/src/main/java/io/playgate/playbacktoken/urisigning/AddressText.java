package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.uri.AddressBlock;
import java.util.Objects;

/** Addresses as {@code cdniip} holds them: CIDR notation, IPv6 in its canonical form (RFC 5952). */
final class AddressText {

  private AddressText() {}

  /**
   * A block in canonical CIDR notation, its host bits as they are.
   *
   * @param text an address or block that can be read
   */
  static String canonical(String text) {
    AddressBlock block = Objects.requireNonNull(AddressBlock.parse(text));
    return block.text() + "/" + block.prefixLength();
  }

  /** The text without the square brackets that the samples of RFC 9246 have around it. */
  static String withoutBrackets(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }
}
