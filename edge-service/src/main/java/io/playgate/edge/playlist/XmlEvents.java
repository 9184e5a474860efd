package io.playgate.edge.playlist;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The events of an XML document, one after the other. A document type is refused as soon as it is
 * seen, so that no entity is ever resolved or expanded, and so are elements that are nested deeply.
 */
final class XmlEvents {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_ATTRIBUTES = 200;

  private final XMLStreamReader reader;
  private int depth;

  XmlEvents(byte[] document) throws UnusableManifestException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    // Without a document type there are no entities but the five of XML itself; these are ordinary.
    factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
    factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
    factory.setProperty("jdk.xml.entityExpansionLimit", "0");
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("nothing is resolved");
    });
    try {
      this.reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
    } catch (XMLStreamException e) {
      throw new UnusableManifestException("the manifest is not XML");
    }
  }

  /** What the current event says; not to be moved by others. */
  XMLStreamReader reader() {
    return reader;
  }

  /** Goes to the next event; false where there is none. */
  boolean next() throws UnusableManifestException {
    try {
      if (!reader.hasNext()) {
        return false;
      }
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > MAX_DEPTH) {
            throw new UnusableManifestException("elements are nested too deeply");
          }
          if (reader.getAttributeCount() > MAX_ATTRIBUTES) {
            throw new UnusableManifestException("an element has too many attributes");
          }
        }
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.DTD,
            XMLStreamConstants.ENTITY_REFERENCE,
            XMLStreamConstants.ENTITY_DECLARATION ->
            throw new UnusableManifestException("the manifest has a document type");
        default -> {
          // Text, and what is between elements.
        }
      }
      return true;
    } catch (XMLStreamException | RuntimeException e) {
      // The parser's own limits, and faults, included; its messages quote the document.
      throw new UnusableManifestException("the manifest is not well-formed XML without doctype");
    }
  }

  /**
   * The text of the current element, and goes to its end.
   *
   * @throws UnusableManifestException where it holds elements
   */
  String text() throws UnusableManifestException {
    StringBuilder text = new StringBuilder();
    while (next()) {
      switch (reader.getEventType()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        case XMLStreamConstants.START_ELEMENT ->
            throw new UnusableManifestException("there are elements where a URL belongs");
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString();
        }
        default -> {
          // Comments and instructions are not of the text.
        }
      }
    }
    throw new UnusableManifestException("the manifest ends early");
  }
}
