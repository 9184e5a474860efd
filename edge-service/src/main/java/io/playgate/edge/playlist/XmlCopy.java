package io.playgate.edge.playlist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Writes XML events again, as UTF-8. */
final class XmlCopy {

  private final StringBuilder out = new StringBuilder();
  private boolean open;

  /** What has been written so far goes to a stream. */
  void flush(ByteArrayOutputStream to) {
    byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    to.write(bytes, 0, bytes.length);
    out.setLength(0);
  }

  int length() {
    return out.length();
  }

  void declaration(XMLStreamReader reader) {
    String version = reader.getVersion();
    out.append("<?xml version=\"")
        .append("1.1".equals(version) ? "1.1" : "1.0")
        .append("\" encoding=\"UTF-8\"?>\n");
  }

  /** Begins an element; its attributes follow. */
  void start(XMLStreamReader reader) {
    close();
    out.append('<').append(name(reader.getPrefix(), reader.getLocalName()));
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String prefix = reader.getNamespacePrefix(i);
      String uri = reader.getNamespaceURI(i);
      attribute(
          prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, uri == null ? "" : uri);
    }
    open = true;
  }

  void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value, true);
    out.append('"');
  }

  void end(@Nullable String prefix, String localName) {
    if (open) {
      out.append("/>");
      open = false;
    } else {
      out.append("</").append(name(prefix, localName)).append('>');
    }
  }

  void text(String text) {
    if (!text.isEmpty()) {
      close();
      escape(text, false);
    }
  }

  /** Anything but the beginning and end of an element. */
  void other(XMLStreamReader reader) {
    switch (reader.getEventType()) {
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA ->
          text(reader.getText());
      case XMLStreamConstants.COMMENT -> {
        close();
        out.append("<!--").append(reader.getText()).append("-->");
      }
      case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
        close();
        String data = reader.getPIData();
        out.append("<?").append(reader.getPITarget());
        if (data != null && !data.isEmpty()) {
          out.append(' ').append(data);
        }
        out.append("?>");
      }
      default -> {
        // The document's own beginning and end.
      }
    }
  }

  static String name(@Nullable String prefix, String localName) {
    return prefix == null || prefix.isEmpty() ? localName : prefix + ":" + localName;
  }

  private void close() {
    if (open) {
      out.append('>');
      open = false;
    }
  }

  private void escape(String text, boolean attribute) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append(attribute ? "&quot;" : "\"");
        case '\n', '\t' -> {
          if (attribute) {
            out.append("&#").append((int) c).append(';');
          } else {
            out.append(c);
          }
        }
        default -> {
          if ((c < ' ') || (c >= 0x7f && c <= 0x9f) || c == '\u2028') {
            out.append("&#").append((int) c).append(';');
          } else {
            out.append(c);
          }
        }
      }
    }
  }
}
