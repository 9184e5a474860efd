package io.playgate.token.session;

import io.playgate.token.catalogue.CatalogueId;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Asks to play.
 *
 * @param assetId what to play
 * @param profile the delivery profile; by default the asset's
 * @param device a label that tells players on one device apart; the device itself comes from the
 *     viewer token
 * @param format the format; by default the asset's
 */
@Schema(name = "PlaybackSessionRequest")
public record StartRequest(
    @NotNull
        @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
        @Schema(examples = "clock")
        String assetId,
    @Nullable @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE) String profile,
    @Nullable
        @Pattern(
            regexp = "[^\\p{Cntrl}]{1,128}",
            message = "must be 1 to 128 characters without control characters")
        String device,
    @Nullable @Pattern(regexp = "[a-z0-9-]{1,16}", message = "must be 1 to 16 of a-z 0-9 -")
        String format) {}
