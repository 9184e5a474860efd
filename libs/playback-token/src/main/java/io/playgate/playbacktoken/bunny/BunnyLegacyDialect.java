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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * bunny.net's scheme before July 2026: the SHA-256 in base64url without padding over {@code KEY +
 * PATH + EXPIRES + ADDRESS + PARAMETERS}, the address as text, of IPv4 only. That is the order of
 * bunny.net's documentation and of its code for Node.js and PHP; its code for Python and Ruby wrote
 * the address last, which differs for tokens that have both. See {@link BunnyForm} for what both
 * schemes share. The token does not say whether it is bound, so both are tried.
 */
public final class BunnyLegacyDialect implements SignedDialect {
  private static final BunnyForm FORM =
      new BunnyForm(BunnyLegacyDialect::token) {
        @Override
        List<Boolean> bindings(String token) {
          return List.of(false, true);
        }

        @Override
        @Nullable UnsupportedGrantException complaint(
            @Nullable AddressBlock address, String parameters) {
          return address == null || (address.isV4() && address.isSingle())
              ? null
              : new UnsupportedGrantException(
                  "ip-version", "ip must be one IPv4 address: others have several texts");
        }

        @Override
        List<String> behindAddress(String parameters) {
          List<String> rests = new ArrayList<>();
          // An address whose first number became digits of the time is left without that number.
          String text = parameters.startsWith(".") ? "0" + parameters : parameters;
          for (int end = 1; end <= Math.min(text.length(), LONGEST_V4); end++) {
            if (AddressBlock.parse(text.substring(0, end)) != null) {
              rests.add(text.substring(end));
            }
          }
          return rests;
        }
      };

  private static final int LONGEST_V4 = 15;

  private static final DialectDescription DESCRIPTION =
      BunnyForm.describe(
          "bunny.net token authentication, legacy",
          "before July 2026",
          "what bunny.net's tests in C# and Ruby expected of it");

  @Override
  public String id() {
    return "bunny-legacy";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    return new BunnyFormat(this, FORM, placement, BunnyOptions.of(this, placement));
  }

  private static String token(BunnyForm.Text text, byte[] secret) {
    AddressBlock address = text.address();
    return Base64Url.encode(
        SharedSecrets.digest(
            "SHA-256",
            secret,
            SharedSecrets.utf8(
                text.path()
                    + text.expires()
                    + (address == null ? "" : address.text())
                    + text.parameters())));
  }
}
