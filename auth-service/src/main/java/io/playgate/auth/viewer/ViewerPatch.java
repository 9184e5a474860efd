package io.playgate.auth.viewer;

import com.fasterxml.jackson.databind.JsonNode;
import io.playgate.auth.password.PasswordHasher;
import io.playgate.support.name.KnownNames;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.InvalidRequest;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.ReadOnlyMembers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change to a viewer, as a JSON merge patch (RFC 7396): an absent member stays, {@code null}
 * takes the value away.
 *
 * @param members the changes that were sent, in their order, all valid
 */
record ViewerPatch(List<Change> members) {

  /** One change. */
  sealed interface Change {

    /** A new e-mail address, or none. */
    record Email(@Nullable String value) implements Change {}

    /** A new external id, or none. */
    record ExternalId(@Nullable String value) implements Change {}

    /** A new password, or none. */
    record Password(@Nullable String value) implements Change {
      @Override
      public String toString() {
        return "Password[]";
      }
    }

    /** A new state. */
    record State(ViewerState value) implements Change {}

    /** A new device limit, or the default. */
    record DeviceLimit(@Nullable Integer value) implements Change {}

    /** A member that a GET answers and nobody changes. */
    record ReadOnly(String name, JsonNode value) implements Change {}

    /** A new session limit, or the default. */
    record SessionLimit(@Nullable Integer value) implements Change {}
  }

  private static final List<String> MEMBERS =
      List.of("email", "externalId", "password", "state", "deviceLimit", "sessionLimit");

  private static final Pattern EMAIL = Pattern.compile(NewViewer.EMAIL);
  private static final Pattern EXTERNAL_ID = Pattern.compile(NewViewer.EXTERNAL_ID);

  /**
   * Reads a patch.
   *
   * @throws ProblemException naming the member that cannot be
   */
  static ViewerPatch parse(JsonNode json) {
    if (!json.isObject()) {
      throw new ProblemException(CommonError.INVALID_REQUEST, "The body must be a JSON object.");
    }
    List<Change> changes = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> fields = json.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "email" -> changes.add(new Change.Email(text("email", value, 1, 254, EMAIL)));
        case "externalId" ->
            changes.add(new Change.ExternalId(text("externalId", value, 1, 128, EXTERNAL_ID)));
        case "password" ->
            changes.add(
                new Change.Password(
                    text(
                        "password",
                        value,
                        PasswordHasher.MIN_LENGTH,
                        PasswordHasher.MAX_LENGTH,
                        null)));
        case "state" -> changes.add(new Change.State(state(value)));
        case "deviceLimit" -> changes.add(new Change.DeviceLimit(limit("deviceLimit", value)));
        case "sessionLimit" -> changes.add(new Change.SessionLimit(limit("sessionLimit", value)));
        case "id", "hasPassword", "createdAt", "updatedAt" ->
            changes.add(new Change.ReadOnly(field.getKey(), value));
        default -> throw invalid(field.getKey(), KnownNames.unknown(field.getKey(), MEMBERS));
      }
    }
    return new ViewerPatch(changes);
  }

  /**
   * Checks that the read-only members are as a GET answers them.
   *
   * @throws ProblemException naming those that are not
   */
  void refuseChanged(ViewerView stored) {
    ReadOnlyMembers compared = new ReadOnlyMembers();
    for (Change change : members) {
      if (change instanceof Change.ReadOnly(String name, JsonNode value)) {
        compared.member(
            name,
            value.asText(),
            switch (name) {
              case "id" -> stored.id();
              case "hasPassword" -> String.valueOf(stored.hasPassword());
              case "createdAt" -> stored.createdAt().toString();
              default -> stored.updatedAt().toString();
            });
      }
    }
    compared.refuseChanged();
  }

  private static @Nullable String text(
      String field, JsonNode value, int min, int max, @Nullable Pattern form) {
    if (value.isNull()) {
      return null;
    }
    String text = value.textValue();
    if (text == null || text.length() < min || text.length() > max) {
      throw invalid(field, "must be text of " + min + " to " + max + " characters");
    }
    if (form != null && !form.matcher(text).matches()) {
      throw invalid(field, "is not of the right form");
    }
    return text;
  }

  private static ViewerState state(JsonNode value) {
    for (ViewerState state : ViewerState.values()) {
      if (state.text().equals(value.textValue())) {
        return state;
      }
    }
    throw invalid("state", "must be active or disabled");
  }

  private static @Nullable Integer limit(String field, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > 1000) {
      throw invalid(field, "must be a whole number, 1 to 1000");
    }
    return value.intValue();
  }

  private static ProblemException invalid(String field, String message) {
    return InvalidRequest.of(field, message);
  }
}
