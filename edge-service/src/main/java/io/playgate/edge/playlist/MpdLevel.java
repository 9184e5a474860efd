package io.playgate.edge.playlist;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One level of a DASH manifest that may have BaseURLs: the manifest, a period, an adaptation set, a
 * representation. What stands at a level is inherited below it, so that a relative URL leads
 * wherever the bases of any level beneath lead ({@link #reach}).
 */
final class MpdLevel {

  /** Ids beyond these are not tried out: what is made of them is left alone. */
  private static final int MAX_IDS = 16;

  private static final int MAX_ALTERNATIVES = 16;

  /** A BaseURL: its text, and what becomes of it once that is decided. */
  static final class Base {
    final String text;
    final boolean certain;
    @Nullable String placed;

    Base(String text, boolean certain) {
      this.text = text;
      this.certain = certain;
    }
  }

  final @Nullable MpdLevel parent;
  final List<Base> bases = new ArrayList<>();
  final List<MpdLevel> below = new ArrayList<>();

  /** Ids of representations that are more than a plain word. */
  final Set<String> ids = new LinkedHashSet<>();

  boolean moreIds;

  /** Whether another document takes its place, so that nothing is known of the bases in it. */
  boolean remote;

  private Bases own = Bases.unknown();
  private Bases reach = Bases.unknown();

  MpdLevel(@Nullable MpdLevel parent) {
    this.parent = parent;
    if (parent != null) {
      parent.below.add(this);
    }
  }

  /** The bases of URLs at this level alone. */
  Bases own() {
    return own;
  }

  /** The bases of URLs at this level, wherever below they are inherited. */
  Bases reach() {
    return reach;
  }

  /** Decides about the bases here and below, from the outermost inwards. */
  void resolve(Bases outer, MpdUrls urls) throws UnusableManifestException {
    Set<UriReference> found = new LinkedHashSet<>();
    boolean certain = false;
    boolean more = false;
    for (Base base : bases) {
      base.placed = urls.place(base.text, outer, this, false, isFile(base.text));
      UriReference reference = urls.atHome(base.text, outer, this);
      for (UriReference url : outer.urls()) {
        more |= found.size() == MAX_ALTERNATIVES;
        if (!more) {
          found.add(url.resolve(reference));
        }
      }
      certain |= base.certain && !reference.path().isEmpty();
    }
    own = more ? Bases.unknown() : found.isEmpty() ? outer : urls.bases(found);
    if (!found.isEmpty() && !certain) {
      own = own.and(outer);
    }
    reach = own;
    for (MpdLevel level : below) {
      level.resolve(own, urls);
      reach = reach.and(level.reach);
      level.ids.forEach(this::addId);
      moreIds |= level.moreIds;
      if (level.remote) {
        reach = reach.and(Bases.unknown());
      }
    }
  }

  void addId(String id) {
    if (ids.size() < MAX_IDS) {
      ids.add(id);
    } else {
      moreIds |= !ids.contains(id);
    }
  }

  /** A BaseURL that names a folder loses its query when a child is resolved against it. */
  private static boolean isFile(String text) {
    return !UriReference.parse(PlayerText.of(text)).path().endsWith("/");
  }
}
