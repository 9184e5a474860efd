package io.playgate.edge.playlist;

import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The operations of an MPD patch (RFC 5261, as ISO/IEC 23009-1 section 5.15 uses it). A patch that
 * could make URLs which a manifest holds already lead elsewhere is refused: the player then fetches
 * the whole manifest.
 */
final class MpdPatch {

  /** What an operation's text is. */
  enum Target {
    /** No text but elements. */
    ELEMENTS,
    /** A URL. */
    URL,
    /** A URL with identifiers. */
    TEMPLATE,
    /** Any other text. */
    OTHER
  }

  private MpdPatch() {}

  /** Refuses a patch whose elements bring in bases or ids that lead elsewhere. */
  static void requireHome(MpdLevel root) throws UnusableManifestException {
    if (!root.reach().home() || !root.ids.isEmpty() || root.moreIds) {
      throw new UnusableManifestException("the patch leads elsewhere");
    }
  }

  /** What the current operation is about. */
  static Target target(XMLStreamReader operation) throws UnusableManifestException {
    String selected = String.valueOf(operation.getAttributeValue(null, "sel"));
    String type = operation.getAttributeValue(null, "type");
    String last = step(selected, 0);
    boolean adds = operation.getLocalName().equals("add");
    if (adds && type != null && type.startsWith("@")) {
      return ofAttribute(last, type.substring(1));
    }
    if (!adds && last.startsWith("@")) {
      return ofAttribute(step(selected, 1), last.substring(1));
    }
    if (last.startsWith("text(")) {
      return ofText(step(selected, 1));
    }
    // An added text would be the element's; a replaced element comes as an element.
    return adds && isTextUrl(last) ? ofText(last) : Target.ELEMENTS;
  }

  private static Target ofAttribute(String element, String attribute)
      throws UnusableManifestException {
    String name = local(attribute);
    if (name.equals("href") || (name.equals("id") && !isHarmless(local(element)))) {
      throw new UnusableManifestException("the patch changes what URLs are made of");
    }
    if (!DashRewriter.isUrl(local(element), name)) {
      if (local(element).equals("*") || isUrlAnywhere(name)) {
        throw new UnusableManifestException("the patch does not say which URL it changes");
      }
      return Target.OTHER;
    }
    return local(element).equals("SegmentTemplate") ? Target.TEMPLATE : Target.URL;
  }

  private static Target ofText(String element) throws UnusableManifestException {
    String name = local(element);
    if (name.equals("BaseURL") || name.equals("*")) {
      throw new UnusableManifestException("the patch changes what URLs are resolved against");
    }
    return isTextUrl(name) ? Target.URL : Target.OTHER;
  }

  private static boolean isTextUrl(String name) {
    return switch (local(name)) {
      case "BaseURL", "Location", "PatchLocation", "ContentSteering" -> true;
      default -> false;
    };
  }

  private static boolean isUrlAnywhere(String attribute) {
    return switch (attribute) {
      case "media", "index", "initialization", "bitstreamSwitching", "sourceURL" -> true;
      default -> false;
    };
  }

  private static boolean isHarmless(String element) {
    return element.equals("Period") || element.equals("AdaptationSet") || element.equals("Event");
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  /** A step of a selector, counted from its end, without predicates. */
  private static String step(String selector, int fromEnd) {
    StringBuilder[] steps = new StringBuilder[] {new StringBuilder(), new StringBuilder()};
    int depth = 0;
    @Nullable Character quote = null;
    for (int i = 0; i < selector.length(); i++) {
      char c = selector.charAt(i);
      if (quote != null) {
        quote = c == quote ? null : quote;
      } else if (depth > 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      } else if (depth == 0 && c == '/') {
        steps[1] = steps[0];
        steps[0] = new StringBuilder();
      } else if (depth == 0) {
        steps[0].append(c);
      }
    }
    return steps[fromEnd].toString().strip();
  }
}
