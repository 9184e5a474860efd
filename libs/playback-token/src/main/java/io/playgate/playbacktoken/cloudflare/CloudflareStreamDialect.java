package io.playgate.playbacktoken.cloudflare;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.internal.dialect.OptionValues;

/**
 * Cloudflare Stream's signed tokens: an RS256 JWT that stands in the place of the video's uid,
 * {@code /JWT/manifest/video.m3u8}, so that players' relative URIs inherit it.
 *
 * <p>{@code kid} stands in header and payload; {@code sub} is the uid, {@code exp} and {@code nbf}
 * are epoch seconds, {@code accessRules} restrict by country and address. The uid is the first
 * segment of the signed URL's path behind the base path; a grant's asset, if any, must be it, and
 * its one path pattern that segment and {@code /*}. Countries or an address become a rule that
 * allows them and one that blocks all others; both together cannot be said, as the first rule that
 * matches decides.
 *
 * <p>Verifying judges the rules in their order. A request that no rule matches is refused, where
 * Cloudflare's documentation is silent. The grant that it answers with has the countries or the
 * address of rules that say just that, as those that are signed here do; of others it has neither,
 * though they are judged. Option {@value #DOWNLOADABLE} writes the claim of that name; it restricts
 * downloads at Cloudflare and nothing here.
 */
public final class CloudflareStreamDialect implements SignedDialect {

  /** The option that writes the claim {@code downloadable}. */
  public static final String DOWNLOADABLE = "downloadable";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Cloudflare Stream signed token",
              "cloudflare-docs: Stream, securing your stream",
              "2026")
          .carriers(Carrier.PATH)
          .tokenName("token")
          .algorithms("RS256")
          .fields(
              GrantField.ASSET,
              GrantField.PATHS,
              GrantField.NOT_BEFORE,
              GrantField.IP,
              GrantField.COUNTRIES)
          .acl(Scope.SUBTREE, "everything of one video uid")
          .options(
              OptionSpec.of(
                  DOWNLOADABLE, OptionType.FLAG, "writes the claim, with this value; default none"))
          .proof(ProofLevel.JUDGED, "jose, both directions");

  @Override
  public String id() {
    return "cloudflare-stream";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    OptionValues options = OptionValues.read(this, placement);
    return new CloudflareStreamFormat(
        this,
        placement,
        options.has(DOWNLOADABLE) ? options.flag(DOWNLOADABLE) : null,
        options.text(DialectDescription.COUNTRY_HEADER));
  }
}
