package io.playgate.edge.playlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The first look at a DASH manifest: its levels, their bases, and whether it is one at all. */
final class MpdScan {

  static final String XLINK = "http://www.w3.org/1999/xlink";

  private static final Set<String> LEVELS =
      Set.of("MPD", "Period", "AdaptationSet", "Representation", "SubRepresentation", "Patch");
  private static final int MAX_LEVELS = 50_000;

  private final List<MpdLevel> levels = new ArrayList<>();
  private boolean patch;

  private MpdScan() {}

  /** Reads a whole document. */
  static MpdScan of(byte[] document) throws UnusableManifestException {
    MpdScan scan = new MpdScan();
    XmlEvents events = new XmlEvents(document);
    String namespace = null;
    // The level that each open element stands at; an element that is no level has its parent's.
    List<MpdLevel> open = new ArrayList<>();
    List<Boolean> certain = new ArrayList<>();
    while (events.next()) {
      XMLStreamReader reader = events.reader();
      switch (reader.getEventType()) {
        case XMLStreamConstants.START_ELEMENT -> {
          String name = reader.getLocalName();
          boolean usual =
              isEmpty(reader.getPrefix())
                  && (open.isEmpty() || String.valueOf(namespace).equals(uri(reader)));
          if (open.isEmpty()) {
            if (!name.equals("MPD") && !name.equals("Patch")) {
              throw new UnusableManifestException("the root element is not MPD");
            }
            namespace = uri(reader);
            scan.patch = name.equals("Patch");
          }
          MpdLevel at = open.isEmpty() ? null : open.getLast();
          if (name.equals("BaseURL") && at != null) {
            boolean sure = usual && certain.getLast();
            at.bases.add(new MpdLevel.Base(events.text(), sure));
          } else {
            MpdLevel level = at;
            if (isLevel(name) || level == null) {
              level = scan.add(at);
              if (name.equals("Representation")) {
                id(level, reader);
              }
            }
            if (isLevel(name) && isRemote(reader)) {
              level.remote = true;
            }
            open.add(level);
            certain.add(isLevel(name) && usual);
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          open.removeLast();
          certain.removeLast();
        }
        default -> {
          // No level begins or ends.
        }
      }
    }
    if (scan.levels.isEmpty()) {
      throw new UnusableManifestException("the manifest is empty");
    }
    return scan;
  }

  static boolean isLevel(String localName) {
    return LEVELS.contains(localName);
  }

  /** The outermost level. */
  MpdLevel root() {
    return levels.getFirst();
  }

  /** All levels as their elements begin. */
  List<MpdLevel> levels() {
    return levels;
  }

  /** Whether it changes a manifest that is not seen here. */
  boolean isPatch() {
    return patch;
  }

  private MpdLevel add(@Nullable MpdLevel parent) throws UnusableManifestException {
    if (levels.size() == MAX_LEVELS) {
      throw new UnusableManifestException("too many representations");
    }
    MpdLevel level = new MpdLevel(parent);
    levels.add(level);
    return level;
  }

  private static void id(MpdLevel level, XMLStreamReader reader) {
    String id = reader.getAttributeValue(null, "id");
    if (id != null && !isPlainId(id)) {
      level.addId(id);
    }
  }

  /** Whether an id, put into a URL, is a part of one path segment and nothing else. */
  static boolean isPlainId(String id) {
    return !id.isEmpty()
        && id.indexOf("..") < 0
        && !id.equals(".")
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f && "/\\:?#%\"<>`^{}$".indexOf(c) < 0);
  }

  private static boolean isRemote(XMLStreamReader reader) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals("href")
          && !isEmpty(reader.getAttributePrefix(i))
          && !reader.getAttributeValue(i).startsWith("urn:")) {
        return true;
      }
    }
    return false;
  }

  private static String uri(XMLStreamReader reader) {
    String uri = reader.getNamespaceURI();
    return uri == null ? "" : uri;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
