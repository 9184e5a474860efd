package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Claims as other issuers may write them, from plain Java values. */
final class Claims {
  private static final CatOptions NO_OPTIONS = noOptions();

  private Claims() {}

  private static CatOptions noOptions() {
    try {
      return CatOptions.of(new CatDialect(), new Placement(Carrier.HEADER, "cat", "", Map.of()));
    } catch (InvalidPlacementException e) {
      throw new AssertionError(e);
    }
  }

  /** A map of keys and values in turn. */
  static CborItem map(Object... keysAndValues) {
    Map<CborItem, CborItem> entries = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put(item(keysAndValues[i]), item(keysAndValues[i + 1]));
    }
    return new CborItem.Entries(entries);
  }

  /** The item of a number, text, byte array, list or item. */
  static CborItem item(Object value) {
    return switch (value) {
      case CborItem item -> item;
      case Integer number -> new CborItem.Int(number);
      case Long number -> new CborItem.Int(number);
      case Double number -> new CborItem.Real(number);
      case String text -> new CborItem.Text(text);
      case byte[] bytes -> new CborItem.Bytes(bytes);
      case List<?> items -> new CborItem.Array(items.stream().map(Claims::item).toList());
      default -> throw new IllegalArgumentException(value.getClass().toString());
    };
  }

  /** A tagged item. */
  static CborItem tag(long tag, Object value) {
    return new CborItem.Tagged(tag, item(value));
  }

  /** A token of such claims. */
  static String sign(SigningKey key, Object... keysAndValues) {
    try {
      CborItem.Entries claims = (CborItem.Entries) map(keysAndValues);
      return Base64Url.encode(CatFormat.signed(claims.entries(), key, NO_OPTIONS));
    } catch (UnsupportedGrantException e) {
      throw new AssertionError(e);
    }
  }
}
