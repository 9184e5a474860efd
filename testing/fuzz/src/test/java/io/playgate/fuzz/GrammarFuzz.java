package io.playgate.fuzz;

import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.PathAcl;
import io.playgate.playbacktoken.uri.RequestOrigin;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What all dialects share: targets, paths, patterns, addresses, origins and keys. */
public final class GrammarFuzz {

  private GrammarFuzz() {}

  /** One input: a text, and a second one after a line feed. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    String first = line < 0 ? text : text.substring(0, line);
    String second = line < 0 ? text : text.substring(line + 1);
    normalForm(first);
    try {
      normalForm(RequestTarget.parse(first).path());
    } catch (AmbiguousPathException e) {
      // As it should be.
    }
    try {
      PathAcl.of(List.of(first.split("!", -1))).covers(second);
    } catch (AmbiguousPathException e) {
      // As it should be.
    }
    AddressBlock block = AddressBlock.parse(first);
    AddressBlock client = AddressBlock.parse(second);
    if (block != null && client != null && client.isSingle()) {
      block.contains(client);
    }
    RequestOrigin.parse(first);
    try {
      Jwk.parse(first);
    } catch (InvalidJwkException e) {
      // As it should be.
    }
  }

  /** Normalising a normal form changes nothing. */
  private static void normalForm(String raw) {
    try {
      String normal = MediaPath.normalise(raw);
      if (!MediaPath.isNormal(normal) || !MediaPath.normalise(normal).equals(normal)) {
        throw new IllegalStateException("normalising twice is not normalising once");
      }
    } catch (AmbiguousPathException e) {
      // As it should be.
    }
  }
}
