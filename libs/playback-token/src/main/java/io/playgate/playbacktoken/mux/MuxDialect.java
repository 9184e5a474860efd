package io.playgate.playbacktoken.mux;

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
 * Signed playback at Mux: {@code /PLAYBACK_ID.m3u8?token=JWT}, RS256, with the key's id in the
 * payload ({@code kid}), {@code sub} the playback id, {@code aud} the kind of thing ({@code v}
 * video, {@code t} thumbnail, {@code g} animated image, {@code s} storyboard, {@code d} DRM
 * licence) and {@code exp}.
 *
 * <p>The playback id is the first segment behind the base path, without what follows its first dot.
 * A token is for everything of that id: the grant's asset, if any, must be it. The option {@value
 * #TYPE} says which {@code aud} is written, and demanded. A token with {@code
 * playback_restriction_id} is refused, since the restriction itself is known to Mux alone; other
 * claims (widths, times of thumbnails) are left aside.
 */
public final class MuxDialect implements SignedDialect {

  /** The option that says what the token is for. */
  public static final String TYPE = "type";

  private static final DialectDescription DESCRIPTION =
      DialectDescription.of(
              "Mux signed playback",
              "muxinc/mux-node-sdk: jwt; Mux documentation: Secure video playback",
              "@mux/mux-node 15")
          .carriers(Carrier.QUERY)
          .tokenName("token")
          .algorithms("RS256")
          .fields(GrantField.ASSET)
          .acl(Scope.SUBTREE, "everything of one playback id")
          .options(
              OptionSpec.of(
                      TYPE,
                      OptionType.oneOf(
                          "video",
                          "thumbnail",
                          "gif",
                          "storyboard",
                          "drm_license",
                          "v",
                          "t",
                          "g",
                          "s",
                          "d"),
                      "what the token is for, as a word or as the claim aud has it")
                  .otherwise("video"))
          .proof(
              ProofLevel.JUDGED,
              "@mux/mux-node signs what is accepted here, jose verifies what is signed here");

  @Override
  public String id() {
    return "mux";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedFormat open(Placement placement) throws InvalidPlacementException {
    String type = OptionValues.read(this, placement).required(TYPE);
    // The claim is the first letter of each word.
    return new MuxFormat(this, placement, type.substring(0, 1));
  }
}
