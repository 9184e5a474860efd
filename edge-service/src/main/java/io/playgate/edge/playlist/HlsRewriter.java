package io.playgate.edge.playlist;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HLS playlists (RFC 8216 and draft-pantos-hls-rfc8216bis): URI lines, and the attributes of tags
 * whose name is {@code URI} or ends with {@code -URI} (content steering, interstitials), and {@code
 * X-ASSET-LIST}. Every other byte stays. Line by line: one line is all that is held.
 *
 * <p>Variables: the player puts them in after it has read our text, so the token is written behind
 * the URI as it stands, and what the variables hold decides whether it may be. A URI with a
 * variable that is not known in its first path segment could lead anywhere and is left alone;
 * further in, such a variable cannot change the host and is taken for ordinary text.
 */
public final class HlsRewriter implements ManifestRewriter {

  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_LINES = 1_000_000;
  private static final int MAX_URIS_PER_LINE = 32;

  /** Once a playlist made as much work, the rest is a worker's. */
  private static final long EXPENSIVE = 256 * 1024;

  /** A whole path segment: what follows it can change neither scheme nor host. */
  private static final Pattern SEGMENT = Pattern.compile("[^/:]/");

  private static final byte[] NOTHING = {};

  private final ChildUrls urls;
  private final HlsVariables variables;
  private final ByteArrayOutputStream started = new ByteArrayOutputStream();
  private byte[] part = NOTHING;
  private int at;
  private boolean ended;
  private boolean changed;
  private int lines;
  private long work;

  /** Prepares the rewriting of one playlist. */
  public HlsRewriter(ChildUrls urls) {
    this.urls = urls;
    this.variables = new HlsVariables(urls.queryWithToken());
  }

  @Override
  public void add(byte[] next) {
    if (at < part.length) {
      throw new IllegalStateException("the part before is not used up");
    }
    part = next;
    at = 0;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public boolean isExpensive() {
    return work + variables.work() > EXPENSIVE;
  }

  @Override
  public boolean isChanged() {
    return changed;
  }

  @Override
  public int memoryFactor() {
    return 0;
  }

  @Override
  public Progress write(ByteArrayOutputStream out) throws UnusableManifestException {
    long before = work + variables.work();
    while (at < part.length) {
      int newline = newline();
      int end = newline < 0 ? part.length : newline + 1;
      if (started.size() + end - at > MAX_LINE) {
        throw new UnusableManifestException("a line is too long");
      }
      if (newline < 0) {
        started.write(part, at, end - at);
      } else if (started.size() == 0) {
        line(Arrays.copyOfRange(part, at, end), out);
      } else {
        started.write(part, at, end - at);
        byte[] whole = started.toByteArray();
        started.reset();
        line(whole, out);
      }
      at = end;
      if (out.size() >= SLICE || work + variables.work() - before >= SLICE) {
        return Progress.MORE;
      }
    }
    if (!ended) {
      return Progress.NEEDS_INPUT;
    }
    if (started.size() > 0 || lines == 0) {
      byte[] last = started.toByteArray();
      started.reset();
      line(last, out);
    }
    return Progress.DONE;
  }

  private int newline() {
    for (int i = at; i < part.length; i++) {
      if (part[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void line(byte[] bytes, ByteArrayOutputStream out) throws UnusableManifestException {
    work += bytes.length;
    if (++lines > MAX_LINES) {
      throw new UnusableManifestException("too many lines");
    }
    boolean comment = bytes.length > 1 && bytes[0] == '#' && bytes[1] != 'E';
    String text = lines > 1 && comment ? null : decode(bytes);
    if (lines == 1
        && (text == null || !text.startsWith("#EXTM3U", text.startsWith("\uFEFF") ? 1 : 0))) {
      throw new UnusableManifestException("the playlist does not begin with #EXTM3U");
    }
    String rewritten = text == null || lines == 1 ? null : rewritten(text);
    if (rewritten == null) {
      out.write(bytes, 0, bytes.length);
    } else {
      byte[] encoded = rewritten.getBytes(StandardCharsets.UTF_8);
      work += encoded.length;
      changed = true;
      out.write(encoded, 0, encoded.length);
    }
  }

  private @Nullable String decode(byte[] bytes) throws UnusableManifestException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      if (urls.needsEveryUrl()) {
        throw new UnusableManifestException("the playlist is not UTF-8");
      }
      return null;
    }
  }

  /** The line for the player, its end included; null where it stays. */
  private @Nullable String rewritten(String text) throws UnusableManifestException {
    int end = text.endsWith("\n") ? text.length() - 1 : text.length();
    end = end > 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
    String line = text.substring(0, end);
    if (line.isBlank() || hasLineEnd(line)) {
      return null;
    }
    if (!line.startsWith("#")) {
      String placed = place(line);
      return placed == null ? null : placed + text.substring(end);
    }
    if (!line.startsWith("#EXT") || line.indexOf('"') < 0) {
      return null;
    }
    List<HlsAttribute> attributes = HlsAttribute.of(line);
    if (line.startsWith("#EXT-X-DEFINE:")) {
      variables.define(attributes);
    }
    StringBuilder out = null;
    int copied = 0;
    int uris = 0;
    for (HlsAttribute attribute : attributes) {
      if (!attribute.holdsUri()) {
        continue;
      }
      if (++uris > MAX_URIS_PER_LINE) {
        throw new UnusableManifestException("too many URIs in a line");
      }
      String placed = place(attribute.value());
      if (placed != null) {
        out = out == null ? new StringBuilder(text.length() + 256) : out;
        out.append(text, copied, attribute.start()).append(placed);
        copied = attribute.end();
      }
    }
    return out == null ? null : out.append(text, copied, text.length()).toString();
  }

  /**
   * Whether some player might see the end of a line in the middle of this one, so that it reads
   * other URIs than are read here.
   */
  private static boolean hasLineEnd(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        return true;
      }
    }
    return false;
  }

  private @Nullable String place(String uri) throws UnusableManifestException {
    if (PlayerText.isPlainRelative(uri)) {
      return urls.placePlain(uri);
    }
    String expanded = variables.expand(uri);
    int unknown = HlsVariables.first(expanded);
    if (unknown >= 0 && !SEGMENT.matcher(expanded.substring(0, unknown)).find()) {
      return null;
    }
    return urls.place(
        PlayerText.of(uri),
        PlayerText.of(expanded),
        UriReference.parse(PlayerText.of(HlsVariables.asText(expanded))));
  }
}
