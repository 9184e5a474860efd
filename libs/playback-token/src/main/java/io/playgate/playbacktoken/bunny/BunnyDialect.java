package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.MediaPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * bunny.net's current scheme: {@code HS256-}, {@code 1-} where the token is bound to an address,
 * and the HMAC-SHA256 in base64url without padding over {@code PATH + EXPIRES + ADDRESS +
 * PARAMETERS}. See {@link BunnyForm} for what both schemes share. The address is 4 bytes, or 16
 * with the lower half of an IPv6 address zero: an IPv6 binding is to its /64.
 *
 * <p>The {@code 1-} is not hashed, and nothing tells an address from parameters: a token bound to
 * 97.98.99.100 is hashed as one that is not and has {@code abcd} before the name of its first
 * parameter. So parameters that could be an address, or the end of one that starts with digits, and
 * some of bunny.net's own are refused; the first name is of unreserved characters; and addresses
 * that read like the start of parameters are not signed, since bunny.net's checker asks none of
 * this.
 */
public final class BunnyDialect implements SignedDialect {
  private static final BunnyForm FORM =
      new BunnyForm(BunnyDialect::token) {
        @Override
        List<Boolean> bindings(String token) {
          if (!token.startsWith("HS256-")) {
            return List.of();
          }
          // The hash of a token that is not bound may begin with 1- as well.
          return List.of(token.startsWith("HS256-1-") && token.length() == BOUND_LENGTH);
        }

        @Override
        @Nullable UnsupportedGrantException complaint(
            @Nullable AddressBlock address, String parameters) {
          if (address != null
              && !address.isSingle()
              && (address.isV4() || address.prefixLength() != V6_PREFIX)) {
            return new UnsupportedGrantException(
                "ip-block",
                "ip must be one IPv4 address, one IPv6 address (for its /64), or a /64");
          }
          return (address == null ? startsWithName(parameters) : !startsName(address, parameters))
              ? null
              : new UnsupportedGrantException(
                  "url-ambiguous",
                  "the parameters would be hashed as a part of the address, or the other way"
                      + " round");
        }

        @Override
        List<String> behindAddress(String parameters) {
          byte[] bytes = SharedSecrets.utf8(parameters);
          List<String> rests = new ArrayList<>();
          for (int end = 1; end <= Math.min(bytes.length, V6_BYTES); end++) {
            boolean whole = end == V4_BYTES || end == V6_BYTES;
            boolean address =
                end <= V4_BYTES || (end > V6_BYTES / 2 && isZero(bytes, end - V6_BYTES / 2, end));
            if (address && (whole || end < bytes.length)) {
              rests.add(text(bytes, end));
            }
          }
          return rests;
        }
      };

  private static final int BOUND_LENGTH = "HS256-1-".length() + 43;
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final int V6_PREFIX = 64;

  private static final DialectDescription DESCRIPTION =
      BunnyForm.describe(
          "bunny.net token authentication",
          "July 2026",
          "the vectors that bunny.net checks its libraries of seven languages with");

  @Override
  public String id() {
    return "bunny";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    return new BunnyFormat(this, FORM, placement, BunnyOptions.of(this, placement));
  }

  private static boolean startsWithName(String parameters) {
    int name = Math.max(parameters.indexOf('='), 0);
    return parameters.substring(0, name).chars().allMatch(MediaPath::isUnreserved);
  }

  /** Whether the bytes of an address read like the start of parameters. */
  private static boolean startsName(AddressBlock address, String parameters) {
    for (byte b : bytes(address)) {
      if (b == '=') {
        return true;
      }
      if (!MediaPath.isUnreserved(b)) {
        return false;
      }
    }
    return !parameters.isEmpty();
  }

  private static String token(BunnyForm.Text text, byte[] secret) {
    byte[] mac =
        SharedSecrets.hmac(
            "HmacSHA256",
            secret,
            SharedSecrets.utf8(text.path() + text.expires()),
            bytes(text.address()),
            SharedSecrets.utf8(text.parameters()));
    return "HS256-" + (text.address() == null ? "" : "1-") + Base64Url.encode(mac);
  }

  /** The address in bytes, its lower half zero for IPv6; empty where there is none. */
  private static byte[] bytes(@Nullable AddressBlock address) {
    byte[] bytes = address == null ? new byte[0] : address.bytes();
    if (bytes.length == V6_BYTES) {
      Arrays.fill(bytes, V6_BYTES / 2, V6_BYTES, (byte) 0);
    }
    return bytes;
  }

  private static String text(byte[] bytes, int from) {
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
