package io.playgate.systemtests;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Follows playlists as a player does: relative references only, nothing added to them. */
final class Player {
  private static final Pattern URI_ATTRIBUTE = Pattern.compile("URI=\"([^\"]+)\"");
  private static final Pattern NUMBER = Pattern.compile("\\$Number(?:%0(\\d+)d)?\\$");

  private final Http http;

  Player(Http http) {
    this.http = http;
  }

  /** Every URL that playing the whole clip needs, in every variant: playlists, inits, segments. */
  List<String> hlsUrls(String master) {
    Set<String> urls = new LinkedHashSet<>();
    collectPlaylist(master, urls);
    return List.copyOf(urls);
  }

  private void collectPlaylist(String url, Set<String> urls) {
    if (!urls.add(url)) {
      return;
    }
    String playlist = http.get(url).expect(200).body();
    for (String line : playlist.lines().toList()) {
      List<String> references = new ArrayList<>();
      if (line.startsWith("#")) {
        Matcher matcher = URI_ATTRIBUTE.matcher(line);
        while (matcher.find()) {
          references.add(matcher.group(1));
        }
      } else if (!line.isBlank()) {
        references.add(line.strip());
      }
      for (String reference : references) {
        String child = URI.create(url).resolve(reference).toString();
        if (pathOf(child).endsWith(".m3u8")) {
          collectPlaylist(child, urls);
        } else {
          urls.add(child);
        }
      }
    }
  }

  /** The same for a DASH manifest with numbered segment templates. */
  List<String> dashUrls(String manifest) throws Exception {
    Set<String> urls = new LinkedHashSet<>();
    urls.add(manifest);
    byte[] xml = http.get(manifest).expect(200).bytes();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    NodeList representations =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml))
            .getElementsByTagName("Representation");
    for (int i = 0; i < representations.getLength(); i++) {
      Element representation = (Element) representations.item(i);
      NodeList templates = representation.getElementsByTagName("SegmentTemplate");
      Element template =
          (Element)
              (templates.getLength() > 0
                  ? templates.item(0)
                  : ((Element) representation.getParentNode())
                      .getElementsByTagName("SegmentTemplate")
                      .item(0));
      String id = representation.getAttribute("id");
      String initialization =
          template.getAttribute("initialization").replace("$RepresentationID$", id);
      urls.add(URI.create(manifest).resolve(initialization).toString());
      int first = Integer.parseInt(template.getAttribute("startNumber"));
      for (int number = first; number < first + segmentCount(template); number++) {
        String media = template.getAttribute("media").replace("$RepresentationID$", id);
        Matcher matcher = NUMBER.matcher(media);
        if (!matcher.find()) {
          throw new AssertionError("no $Number$ in " + media);
        }
        String width = matcher.group(1);
        String text =
            width == null ? Integer.toString(number) : ("%0" + width + "d").formatted(number);
        urls.add(URI.create(manifest).resolve(matcher.replaceFirst(text)).toString());
      }
    }
    return List.copyOf(urls);
  }

  private static int segmentCount(Element template) {
    NodeList timeline = template.getElementsByTagName("S");
    if (timeline.getLength() == 0) {
      double duration =
          Double.parseDouble(template.getAttribute("duration"))
              / Double.parseDouble(template.getAttribute("timescale"));
      return (int) Math.floor(60 / duration);
    }
    int count = 0;
    for (int i = 0; i < timeline.getLength(); i++) {
      String repeat = ((Element) timeline.item(i)).getAttribute("r");
      count += 1 + (repeat.isEmpty() ? 0 : Integer.parseInt(repeat));
    }
    return count;
  }

  static String pathOf(String url) {
    return URI.create(url).getRawPath();
  }

  static boolean isSegment(String url) {
    return pathOf(url).endsWith(".m4s");
  }

  static boolean isPlaylist(String url) {
    return pathOf(url).endsWith(".m3u8");
  }

  /** Replaces one character of the token in the middle of a URL's token by another of its kind. */
  static String withOneCharacterChanged(String url, String token) {
    int at = token.length() - 12;
    char old = token.charAt(at);
    char other = old == 'a' ? 'b' : 'a';
    String changed = token.substring(0, at) + other + token.substring(at + 1);
    return url.replace(token, changed);
  }
}
