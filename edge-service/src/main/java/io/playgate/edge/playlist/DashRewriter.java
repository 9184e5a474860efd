package io.playgate.edge.playlist;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * DASH manifests (ISO/IEC 23009-1): the URLs of segments, initialisation and index, {@code BaseURL}
 * where it names a file or the origin, {@code Location}, {@code PatchLocation}, {@code
 * ContentSteering}, {@code UTCTiming} and {@code xlink:href}. The manifest is read twice: what a
 * URL leads to hangs on all bases below it.
 *
 * <p>A patch changes a manifest that is not seen here. It is offered (with its token) only by a
 * manifest that stays here altogether, and may bring in nothing that leads elsewhere.
 */
public final class DashRewriter implements ManifestRewriter {

  private static final Set<String> TEMPLATED =
      Set.of("media", "index", "initialization", "bitstreamSwitching");
  private static final int EXPENSIVE = 32 * 1024;

  /** An element that has begun. */
  private record Open(MpdLevel level, String name) {}

  private final ChildUrls here;
  private final MpdUrls urls;
  private final ByteArrayOutputStream document = new ByteArrayOutputStream();
  private final XmlCopy copy = new XmlCopy();
  private final Deque<Open> open = new ArrayDeque<>();
  private boolean ended;
  private boolean changed;
  private boolean trial;
  private @Nullable MpdScan scan;
  private @Nullable XmlEvents events;
  private Iterator<MpdLevel> levels = List.<MpdLevel>of().iterator();
  private final Deque<Iterator<MpdLevel.Base>> bases = new ArrayDeque<>();

  /** Prepares the rewriting of one manifest. */
  public DashRewriter(ChildUrls urls) {
    this.here = urls;
    this.urls = new MpdUrls(urls);
  }

  @Override
  public void add(byte[] part) {
    document.write(part, 0, part.length);
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public boolean isExpensive() {
    return document.size() > EXPENSIVE;
  }

  @Override
  public boolean isChanged() {
    return changed;
  }

  @Override
  public int memoryFactor() {
    return 4;
  }

  @Override
  public Progress write(ByteArrayOutputStream out) throws UnusableManifestException {
    if (!ended) {
      return Progress.NEEDS_INPUT;
    }
    XmlEvents reading = events;
    if (reading == null) {
      reading = begin();
    }
    while (copy.length() < SLICE) {
      if (!reading.next()) {
        copy.flush(out);
        return Progress.DONE;
      }
      copy(reading);
    }
    copy.flush(out);
    return Progress.MORE;
  }

  private XmlEvents begin() throws UnusableManifestException {
    byte[] bytes = document.toByteArray();
    MpdScan scanned = MpdScan.of(bytes);
    scanned.root().resolve(urls.bases(Set.of(here.manifest())), urls);
    if (scanned.isPatch()) {
      MpdPatch.requireHome(scanned.root());
    }
    if (!here.needsEveryUrl() && !trial && (scanned.isPatch() || !wouldChange(bytes))) {
      throw new UnusableManifestException("there is nothing to rewrite");
    }
    scan = scanned;
    levels = scanned.levels().iterator();
    XmlEvents reading = new XmlEvents(bytes);
    events = reading;
    copy.declaration(reading.reader());
    return reading;
  }

  private boolean wouldChange(byte[] bytes) throws UnusableManifestException {
    DashRewriter other = new DashRewriter(here);
    other.trial = true;
    other.add(bytes);
    other.end();
    Progress progress = Progress.MORE;
    while (progress == Progress.MORE && !other.changed) {
      progress = other.write(new ByteArrayOutputStream());
    }
    return other.changed;
  }

  private void copy(XmlEvents reading) throws UnusableManifestException {
    XMLStreamReader reader = reading.reader();
    switch (reader.getEventType()) {
      case XMLStreamConstants.START_ELEMENT -> element(reading, reader);
      case XMLStreamConstants.END_ELEMENT -> {
        Open ended = open.pop();
        if (MpdScan.isLevel(ended.name)) {
          bases.pop();
        }
        copy.end(reader.getPrefix(), reader.getLocalName());
      }
      default -> copy.other(reader);
    }
  }

  private void element(XmlEvents reading, XMLStreamReader reader) throws UnusableManifestException {
    String name = reader.getLocalName();
    Open parent = open.peek();
    copy.start(reader);
    if (parent == null || MpdScan.isLevel(name)) {
      MpdLevel level = levels.next();
      bases.push(level.bases.iterator());
      attributes(reader, name, parent == null ? level : parent.level);
      open.push(new Open(level, name));
      return;
    }
    attributes(reader, name, parent.level);
    switch (name) {
      case "BaseURL" -> text(reading, reader.getPrefix(), name, base());
      case "Location", "ContentSteering" ->
          text(reading, reader.getPrefix(), name, new Url(false, false));
      case "PatchLocation" -> text(reading, reader.getPrefix(), name, new Url(false, true));
      case "add", "replace" -> {
        MpdPatch.Target target =
            scan != null && scan.isPatch() ? MpdPatch.target(reader) : MpdPatch.Target.ELEMENTS;
        if (target == MpdPatch.Target.ELEMENTS) {
          open.push(new Open(parent.level, name));
        } else {
          text(
              reading,
              reader.getPrefix(),
              name,
              target == MpdPatch.Target.OTHER
                  ? null
                  : new Url(target == MpdPatch.Target.TEMPLATE, true));
        }
      }
      default -> open.push(new Open(parent.level, name));
    }
  }

  /** What a text is that may be a URL. */
  private record Url(boolean template, boolean onlyIfAllIsHome) {}

  /** Stands for a BaseURL: what becomes of it is decided already. */
  private static Url base() {
    return new Url(false, false);
  }

  private void text(XmlEvents reading, @Nullable String prefix, String name, @Nullable Url url)
      throws UnusableManifestException {
    String text = reading.text();
    String placed;
    if (name.equals("BaseURL")) {
      placed = Objects.requireNonNull(bases.peek()).next().placed;
    } else {
      placed = url == null ? null : placed(text, url);
    }
    changed |= placed != null;
    copy.text(placed == null ? text : placed);
    copy.end(prefix, name);
  }

  private @Nullable String placed(String text, Url url) throws UnusableManifestException {
    MpdLevel level = Objects.requireNonNull(open.peek()).level;
    Bases manifest = urls.bases(Set.of(here.manifest()));
    if (url.onlyIfAllIsHome) {
      Bases all = Objects.requireNonNull(scan).root().reach();
      return all.home() ? urls.place(text, all.and(manifest), level, url.template, true) : null;
    }
    return urls.place(text, level.own().and(manifest), level, url.template, true);
  }

  private void attributes(XMLStreamReader reader, String element, MpdLevel level)
      throws UnusableManifestException {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = reader.getAttributePrefix(i);
      String name = reader.getAttributeLocalName(i);
      boolean prefixed = prefix != null && !prefix.isEmpty();
      String value = reader.getAttributeValue(i);
      String placed = null;
      if (prefixed) {
        if (name.equals("href") && MpdScan.XLINK.equals(reader.getAttributeNamespace(i))) {
          placed = remote(value, level);
        }
      } else if (element.equals("UTCTiming") && name.equals("value")) {
        placed = timing(reader, value, level);
      } else if (isUrl(element, name)) {
        placed = urls.place(value, level.reach(), level, element.equals("SegmentTemplate"), true);
      }
      changed |= placed != null;
      copy.attribute(XmlCopy.name(prefix, name), placed == null ? value : placed);
    }
  }

  /** Another document: fetched from beside the manifest, or from where this level's files are. */
  private @Nullable String remote(String value, MpdLevel level) throws UnusableManifestException {
    Bases bases = level.own().and(urls.bases(Set.of(here.manifest())));
    return urls.place(value, bases, level, false, true);
  }

  private @Nullable String timing(XMLStreamReader reader, String value, MpdLevel level)
      throws UnusableManifestException {
    String scheme = String.valueOf(reader.getAttributeValue(null, "schemeIdUri"));
    boolean fetched = scheme.toLowerCase(Locale.ROOT).startsWith("urn:mpeg:dash:utc:http-");
    return !fetched || value.strip().chars().anyMatch(Character::isWhitespace)
        ? null
        : remote(value, level);
  }

  static boolean isUrl(String element, String attribute) {
    return switch (element) {
      case "SegmentTemplate" -> TEMPLATED.contains(attribute);
      case "SegmentURL" -> attribute.equals("media") || attribute.equals("index");
      case "Initialization", "RepresentationIndex", "BitstreamSwitching" ->
          attribute.equals("sourceURL");
      default -> false;
    };
  }
}
