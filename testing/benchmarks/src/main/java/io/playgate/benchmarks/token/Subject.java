package io.playgate.benchmarks.token;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Dialects;
import io.playgate.playbacktoken.Placement;
import java.util.List;
import java.util.Map;

/**
 * A dialect that is measured. Adding one is one line of {@link #ALL}.
 *
 * @param row its part of the rows' names: the dialect's id, and what tells two of one apart
 * @param id the dialect
 * @param algorithm its key's algorithm
 * @param primitive the bare primitive: the platform's name of a MAC, signature or digest
 * @param carrier where the token travels
 * @param options the dialect's options
 * @param end what ends the signed part of the token's text; the whole text is taken where it does
 *     not occur
 */
record Subject(
    String row,
    String id,
    String algorithm,
    String primitive,
    Carrier carrier,
    Map<String, String> options,
    String end) {

  /** All that is measured. */
  static final List<Subject> ALL =
      List.of(
          of("edgeauth", "HS256", "HmacSHA256", Carrier.QUERY, "~hmac="),
          of("edgeauth", "HS256", "HmacSHA256", Carrier.PATH, "~hmac=").called("edgeauth.path"),
          of("jwt", "ES256", "SHA256withECDSAinP1363Format", Carrier.QUERY, "."));

  private static Subject of(
      String id, String algorithm, String primitive, Carrier carrier, String end) {
    return new Subject(id, id, algorithm, primitive, carrier, Map.of(), end);
  }

  private Subject called(String name) {
    return new Subject(name, id, algorithm, primitive, carrier, options, end);
  }

  static Subject find(String row) {
    return ALL.stream().filter(subject -> subject.row.equals(row)).findFirst().orElseThrow();
  }

  Dialect dialect() {
    return Dialects.find(id).orElseThrow();
  }

  Placement placement() {
    return new Placement(carrier, dialect().description().tokenName(), "", options);
  }

  /** The part of a token's text that the bare primitive is given. */
  String signedPart(String token) {
    int at = token.lastIndexOf(end);
    return at < 0 ? token : token.substring(0, at);
  }
}
