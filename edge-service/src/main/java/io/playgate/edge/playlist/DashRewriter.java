package io.playgate.edge.playlist;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * DASH manifests (ISO/IEC 23009-1): the URLs of segments, initialisation and index, {@code BaseURL}
 * where it names a file, {@code Location}, {@code PatchLocation}, {@code ContentSteering} and
 * {@code xlink:href}. URLs are resolved through the chain of BaseURLs; where one of several
 * alternatives leads to another host, a URL below them is left alone, because the same text would
 * carry the token there.
 *
 * <p>The XML is read with document types refused, so that no entity is ever resolved or expanded.
 */
public final class DashRewriter implements ManifestRewriter {

  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final Pattern TEMPLATE = Pattern.compile("\\$[^$]*\\$");
  private static final Set<String> TEMPLATED =
      Set.of("media", "index", "initialization", "bitstreamSwitching");
  private static final Set<String> TEXT_URLS =
      Set.of("BaseURL", "Location", "PatchLocation", "ContentSteering");
  private static final int MAX_DEPTH = 64;
  private static final int MAX_BASES = 16;

  /** The URLs that a relative one is resolved against; there may be several alternatives. */
  private record Bases(List<UriReference> urls, boolean complete) {}

  @Override
  public byte[] rewrite(byte[] manifest, ChildToken token) throws UnusableManifestException {
    Document document = parse(manifest);
    Element root = document.getDocumentElement();
    if (!"MPD".equals(root.getLocalName()) && !"Patch".equals(root.getLocalName())) {
      throw new UnusableManifestException("the root element is not MPD");
    }
    walk(root, new Bases(List.of(token.manifest()), true), token, 0);
    return serialise(document);
  }

  private static void walk(Element element, Bases outer, ChildToken token, int depth)
      throws UnusableManifestException {
    if (depth > MAX_DEPTH) {
      throw new UnusableManifestException("elements are nested too deeply");
    }
    attributes(element, outer, token);
    Bases inner = inner(element, outer);
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (!(child instanceof Element found)) {
        continue;
      }
      if (TEXT_URLS.contains(String.valueOf(found.getLocalName()))) {
        text(found, outer, token);
      }
      walk(found, inner, token, depth + 1);
    }
  }

  /** The bases below an element: its BaseURLs, each resolved against each of those around it. */
  private static Bases inner(Element element, Bases outer) {
    List<UriReference> urls = new ArrayList<>();
    boolean complete = outer.complete;
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element found && "BaseURL".equals(found.getLocalName())) {
        UriReference reference = UriReference.parse(found.getTextContent().strip());
        for (UriReference base : outer.urls) {
          if (urls.size() == MAX_BASES) {
            complete = false;
            break;
          }
          urls.add(base.resolve(reference));
        }
      }
    }
    return urls.isEmpty() ? outer : new Bases(List.copyOf(urls), complete);
  }

  private static void attributes(Element element, Bases bases, ChildToken token) {
    switch (String.valueOf(element.getLocalName())) {
      case "SegmentTemplate" -> {
        for (String name : TEMPLATED) {
          attribute(element.getAttributeNode(name), bases, token, true);
        }
      }
      case "SegmentURL" -> {
        attribute(element.getAttributeNode("media"), bases, token, false);
        attribute(element.getAttributeNode("index"), bases, token, false);
      }
      case "Initialization", "RepresentationIndex", "BitstreamSwitching" ->
          attribute(element.getAttributeNode("sourceURL"), bases, token, false);
      default -> {
        // No URL of its own.
      }
    }
    attribute(element.getAttributeNodeNS(XLINK, "href"), bases, token, false);
  }

  private static void attribute(
      @Nullable Attr attribute, Bases bases, ChildToken token, boolean template) {
    if (attribute != null) {
      String value = attribute.getValue();
      String carried = carry(value, bases, token, template);
      if (!carried.equals(value)) {
        attribute.setValue(carried);
      }
    }
  }

  private static void text(Element element, Bases bases, ChildToken token) {
    String value = element.getTextContent().strip();
    // A BaseURL that names a folder loses its query when a child is resolved against it.
    if (!value.isEmpty() && !UriReference.parse(value).path().endsWith("/")) {
      String carried = carry(value, bases, token, false);
      if (!carried.equals(value)) {
        element.setTextContent(carried);
      }
    }
  }

  private static String carry(String value, Bases bases, ChildToken token, boolean template) {
    if (value.isBlank() || !bases.complete) {
      return value;
    }
    String plain = template ? TEMPLATE.matcher(value).replaceAll("0") : value;
    UriReference reference = UriReference.parse(plain.strip());
    String query = reference.query();
    if (query != null && token.hasToken(query)) {
      return value;
    }
    for (UriReference base : bases.urls) {
      if (!token.staysHere(base.resolve(reference))) {
        return value;
      }
    }
    return token.addTo(value, query != null, template);
  }

  private static Document parse(byte[] manifest) throws UnusableManifestException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Silent());
      return builder.parse(new ByteArrayInputStream(manifest));
    } catch (SAXException e) {
      throw new UnusableManifestException("the manifest is not well-formed XML without doctype");
    } catch (IOException | ParserConfigurationException e) {
      throw new UnusableManifestException("the manifest cannot be read");
    }
  }

  private static byte[] serialise(Document document) throws UnusableManifestException {
    try {
      TransformerFactory factory = TransformerFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
      Transformer transformer = factory.newTransformer();
      transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
      document.setXmlStandalone(true);
      ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
      transformer.transform(new DOMSource(document), new StreamResult(out));
      return out.toByteArray();
    } catch (TransformerException e) {
      throw new UnusableManifestException("the manifest cannot be written");
    }
  }

  /** Says nothing: the default handler writes to the standard error stream. */
  private static final class Silent implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) {}

    @Override
    public void error(SAXParseException exception) throws SAXException {
      throw exception;
    }

    @Override
    public void fatalError(SAXParseException exception) throws SAXException {
      throw exception;
    }
  }
}
