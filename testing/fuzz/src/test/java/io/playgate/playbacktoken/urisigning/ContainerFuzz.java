package io.playgate.playbacktoken.urisigning;

import java.nio.charset.StandardCharsets;

/** URI containers and their regular expressions. */
public final class ContainerFuzz {

  private ContainerFuzz() {}

  /** One input: a container, and a URI after a line feed. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int line = text.lastIndexOf('\n');
    String container = line < 0 ? text : text.substring(0, line);
    String uri = line < 0 ? text : text.substring(line + 1);
    for (String claim : new String[] {container, "regex:" + container, "hash:" + container}) {
      try {
        UriContainer.parse(claim).covers(uri);
      } catch (UnreadableContainerException e) {
        // As it should be.
      }
    }
  }
}
