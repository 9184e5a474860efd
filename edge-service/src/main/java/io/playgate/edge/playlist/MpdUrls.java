package io.playgate.edge.playlist;

import io.playgate.edge.playlist.ChildUrls.Kind;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the URLs of one DASH manifest: a URL is written only where it leads here by every
 * base that it may be resolved against, and with every representation's id put in.
 */
final class MpdUrls {

  private static final Pattern IDENTIFIER = Pattern.compile("\\$[^$]*\\$");
  private static final String ID = "$RepresentationID$";
  private static final int MAX_JUDGEMENTS = 500_000;

  private final ChildUrls urls;
  private int judgements;

  MpdUrls(ChildUrls urls) {
    this.urls = urls;
  }

  Bases bases(Collection<UriReference> all) {
    return Bases.of(all, urls);
  }

  /**
   * What a URL becomes.
   *
   * @param text as it stands
   * @param bases it may be resolved against
   * @param level whose representations it may be of
   * @param template whether dollar signs are doubled in it
   * @param withToken whether it is fetched itself
   * @return null where it stays
   */
  @Nullable String place(
      String text, Bases bases, MpdLevel level, boolean template, boolean withToken)
      throws UnusableManifestException {
    String clean = PlayerText.of(text);
    if (clean.isEmpty()) {
      return null;
    }
    Kind kind = kind(clean, bases, level);
    if (kind == Kind.ELSEWHERE) {
      return null;
    }
    UriReference reference = UriReference.parse(clean);
    if (kind == Kind.HERE && urls.stands(reference)) {
      return withToken ? urls.added(clean, reference.query(), template) : null;
    }
    String home = bases.all() && bases.own() ? "" : urls.home();
    return home == null ? null : urls.moved(reference, kind, home, true, template);
  }

  /** A BaseURL as the player will have it, without the token. */
  UriReference atHome(String text, Bases bases, MpdLevel level) throws UnusableManifestException {
    String clean = PlayerText.of(text);
    UriReference reference = UriReference.parse(clean);
    boolean moves =
        kind(clean, bases, level) == Kind.ORIGIN
            && ((bases.all() && bases.own()) || urls.home() != null);
    return moves ? urls.atHome(reference) : reference;
  }

  private Kind kind(String text, Bases bases, MpdLevel level) throws UnusableManifestException {
    if (text.indexOf('$') < 0) {
      return kind(text, bases);
    }
    boolean byId = text.contains(ID);
    if (byId && level.moreIds) {
      return Kind.ELSEWHERE;
    }
    Kind kind = kind(IDENTIFIER.matcher(text).replaceAll("0"), bases);
    if (byId) {
      for (String id : level.ids) {
        String filled = IDENTIFIER.matcher(text.replace(ID, id)).replaceAll("0");
        if (kind(PlayerText.of(filled), bases) != kind) {
          return Kind.ELSEWHERE;
        }
      }
    }
    // Should a player put in nothing at all, it may be no other host at least.
    UriReference emptied = UriReference.parse(IDENTIFIER.matcher(text).replaceAll(""));
    UriReference filled = UriReference.parse(IDENTIFIER.matcher(text).replaceAll("0"));
    boolean sameHost =
        Objects.equals(emptied.scheme(), filled.scheme())
            && Objects.equals(emptied.authority(), filled.authority())
            && !emptied.path().startsWith("/\\");
    return sameHost ? kind : Kind.ELSEWHERE;
  }

  private Kind kind(String text, Bases bases) throws UnusableManifestException {
    UriReference reference = UriReference.parse(text);
    if (reference.scheme() != null) {
      return judged(reference, true);
    }
    if (!bases.own() || bases.urls().isEmpty()) {
      return Kind.ELSEWHERE;
    }
    if (PlayerText.isPlainRelative(text)) {
      return bases.home() ? Kind.HERE : Kind.ELSEWHERE;
    }
    if (!bases.all()) {
      return Kind.ELSEWHERE;
    }
    Kind kind = null;
    for (UriReference base : bases.urls()) {
      Kind found = judged(base.resolve(reference), reference.names());
      if (kind != null && kind != found) {
        return Kind.ELSEWHERE;
      }
      kind = found;
    }
    return kind == null ? Kind.ELSEWHERE : kind;
  }

  private Kind judged(UriReference target, boolean whole) throws UnusableManifestException {
    if (++judgements > MAX_JUDGEMENTS) {
      throw new UnusableManifestException("too many URLs and bases");
    }
    return whole ? urls.kind(target) : urls.kindOfRelative(target);
  }
}
