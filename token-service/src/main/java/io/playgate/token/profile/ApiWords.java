package io.playgate.token.profile;

import io.playgate.playbacktoken.Carrier;
import io.playgate.support.openapi.Enumerations;
import io.playgate.token.dialect.KnownDialects;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Names the dialects and carriers in the API's description. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 50)
public final class ApiWords implements OASFilter {

  /** Where tokens of delivery profiles may travel. */
  private static final List<Carrier> CARRIERS = List.of(Carrier.PATH, Carrier.QUERY);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    List<String> carriers =
        CARRIERS.stream().map(carrier -> carrier.name().toLowerCase(Locale.ROOT)).toList();
    for (String schema : List.of("DeliveryProfile", "PlaybackToken")) {
      Enumerations.put(
          document, schema, "dialect", DeliveryTrial.accepted(KnownDialects.registry()));
      Enumerations.put(document, schema, "carrier", carriers);
    }
  }
}
