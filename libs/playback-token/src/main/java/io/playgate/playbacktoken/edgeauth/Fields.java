package io.playgate.playbacktoken.edgeauth;

import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.internal.text.AsciiText.Word;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a token are, found in the order of the format. What is not looked for when
 * its turn comes (an unknown field, a repeated or misplaced one) is never reached, so {@link
 * #areAllFound()} is false then. Nothing is read before it is asked for, which is after the MAC has
 * held.
 */
final class Fields {
  static final Word IP = new Word("ip=");
  static final Word START = new Word("st=");
  static final Word EXPIRY = new Word("exp=");
  static final Word ACL = new Word("acl=");
  static final Word ID = new Word("id=");
  static final Word DATA = new Word("data=");

  private final AsciiText text;
  private final int end;
  private final Options options;

  // Where the field after each starts; that of what was not found is its own.
  private final int afterIp;
  private final int afterStart;
  private final int afterExpiry;
  private final int afterAcl;
  private final int afterId;
  private final int afterData;

  private boolean broken;

  /**
   * @param text the token
   * @param end where its signed part ends
   * @param options how values are written
   */
  Fields(AsciiText text, int end, Options options) {
    this.text = text;
    this.end = end;
    this.options = options;
    afterIp = after(IP, 0);
    afterStart = after(START, afterIp);
    afterExpiry = after(EXPIRY, afterStart);
    afterAcl = after(ACL, afterExpiry);
    afterId = after(ID, afterAcl);
    afterData = after(DATA, afterId);
  }

  private int after(Word name, int at) {
    return text.has(name, at) ? text.indexOf('~', at + name.length(), end) + 1 : at;
  }

  /** Whether there is nothing but fields of the format, each once and in its order. */
  boolean areAllFound() {
    return afterData == end + 1;
  }

  /** Whether there is an ACL. */
  boolean haveAcl() {
    return afterAcl > afterExpiry;
  }

  /** Whether a value that was asked for is not as this format writes it. */
  boolean areBroken() {
    return broken;
  }

  @Nullable String ip() {
    return text(IP, 0, afterIp);
  }

  /** The start time, {@link PlaybackGrant#UNSET} where there is none. */
  long start() {
    return number(START, afterIp, afterStart);
  }

  /** The end time, {@link PlaybackGrant#UNSET} where there is none. */
  long expiry() {
    return number(EXPIRY, afterStart, afterExpiry);
  }

  /** The ACL as it is written; null where there is none. */
  @Nullable AsciiText acl() {
    return haveAcl() ? text.part(afterExpiry + ACL.length(), afterAcl - 1) : null;
  }

  @Nullable String id() {
    return text(ID, afterAcl, afterId);
  }

  @Nullable String data() {
    return text(DATA, afterId, afterData);
  }

  private @Nullable String text(Word name, int at, int after) {
    return after == at ? null : proper(options.unescape(raw(name, at, after)));
  }

  private String raw(Word name, int at, int after) {
    return text.text(at + name.length(), after - 1);
  }

  private String proper(@Nullable String value) {
    broken |= value == null || value.isEmpty();
    return value == null ? "" : value;
  }

  /** A number without sign and leading zeros. */
  private long number(Word name, int at, int after) {
    if (after == at) {
      return PlaybackGrant.UNSET;
    }
    int from = at + name.length();
    long number = text.number(from, after - 1);
    broken |= number < 0 || (text.at(from) == '0' && after - 1 > from + 1);
    return number;
  }
}
