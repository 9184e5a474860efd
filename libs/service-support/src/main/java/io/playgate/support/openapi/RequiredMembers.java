package io.playgate.support.openapi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Says of answers which members are always there: those that are never null, and those marked by
 * {@link InEveryAnswer}. Where a request has the same type, with fewer members that must be there,
 * the request's schema gets a name of its own: {@code AssetWrite} beside {@code Asset}.
 */
final class RequiredMembers {

  private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
  private static final DotName ALWAYS = DotName.createSimple(InEveryAnswer.class.getName());
  private static final DotName NAMED =
      DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");
  private static final DotName SCHEMA =
      DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
  private static final String REF = "#/components/schemas/";
  private static final String WRITE = "Write";

  private final IndexView index;
  private final Map<String, Schema> schemas;

  private RequiredMembers(IndexView index, Map<String, Schema> schemas) {
    this.index = index;
    this.schemas = schemas;
  }

  /** Completes the document. */
  static void apply(OpenAPI document, IndexView index) {
    if (document.getComponents() == null || document.getComponents().getSchemas() == null) {
      return;
    }
    new RequiredMembers(index, document.getComponents().getSchemas()).apply(document);
  }

  private void apply(OpenAPI document) {
    List<Operation> operations = new ArrayList<>();
    document
        .getPaths()
        .getPathItems()
        .values()
        .forEach(item -> operations.addAll(item.getOperations().values()));
    Set<String> answered = new LinkedHashSet<>();
    Set<String> asked = new LinkedHashSet<>();
    for (Operation operation : operations) {
      operation
          .getResponses()
          .getAPIResponses()
          .values()
          .forEach(response ->
              schemasOf(response.getContent()).forEach(schema -> reach(schema, answered)));
      if (operation.getRequestBody() != null) {
        schemasOf(operation.getRequestBody().getContent()).forEach(schema -> reach(schema, asked));
      }
    }
    Map<String, List<String>> required = new LinkedHashMap<>();
    for (String name : answered) {
      List<String> always = alwaysThere(name, schemas.get(name));
      if (!always.isEmpty()) {
        required.put(name, always);
      }
    }
    Set<String> split = new TreeSet<>();
    for (String name : asked) {
      Set<String> reached = new LinkedHashSet<>();
      reach(OASFactory.createSchema().ref(REF + name), reached);
      if (reached.stream().anyMatch(required::containsKey)) {
        split.add(name);
      }
    }
    Map<String, Schema> writes = new LinkedHashMap<>();
    split.forEach(
        name -> writes.put(name + WRITE, copy(schemaOf(name), ref -> forWrite(ref, split))));
    required.forEach((name, always) -> schemaOf(name).setRequired(always));
    writes.forEach((name, schema) -> document.getComponents().addSchema(name, schema));
    for (Operation operation : operations) {
      if (operation.getRequestBody() != null && operation.getRequestBody().getContent() != null) {
        operation.getRequestBody().getContent().getMediaTypes().values().stream()
            .filter(type -> type.getSchema() != null)
            .forEach(type -> type.setSchema(copy(type.getSchema(), ref -> forWrite(ref, split))));
      }
    }
  }

  private Schema schemaOf(String name) {
    return Objects.requireNonNull(schemas.get(name), name);
  }

  private static String forWrite(String ref, Set<String> split) {
    return ref.startsWith(REF) && split.contains(ref.substring(REF.length())) ? ref + WRITE : ref;
  }

  private static List<Schema> schemasOf(@Nullable Content content) {
    return content == null
        ? List.of()
        : content.getMediaTypes().values().stream()
            .map(MediaType::getSchema)
            .filter(schema -> schema != null)
            .toList();
  }

  /** Adds the names of the schemas that one refers to, however deep. */
  private void reach(Schema from, Set<String> names) {
    Deque<Schema> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      Schema schema = open.pop();
      String ref = schema.getRef();
      if (ref != null && ref.startsWith(REF)) {
        String name = ref.substring(REF.length());
        if (schemas.containsKey(name) && names.add(name)) {
          open.push(schemaOf(name));
        }
      }
      open.addAll(parts(schema));
    }
  }

  private static List<Schema> parts(Schema schema) {
    List<Schema> parts = new ArrayList<>();
    if (schema.getProperties() != null) {
      parts.addAll(schema.getProperties().values());
    }
    if (schema.getItems() != null) {
      parts.add(schema.getItems());
    }
    if (schema.getAdditionalPropertiesSchema() != null) {
      parts.add(schema.getAdditionalPropertiesSchema());
    }
    Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
        .filter(Objects::nonNull)
        .forEach(parts::addAll);
    return parts;
  }

  private static Schema copy(Schema schema, Function<String, String> refs) {
    Schema copy = OASFactory.createSchema();
    copy.setAll(schema.getAll());
    if (schema.getRef() != null) {
      copy.setRef(refs.apply(schema.getRef()));
    }
    if (schema.getProperties() != null) {
      Map<String, Schema> properties = new LinkedHashMap<>();
      schema.getProperties().forEach((name, part) -> properties.put(name, copy(part, refs)));
      copy.setProperties(properties);
    }
    if (schema.getItems() != null) {
      copy.setItems(copy(schema.getItems(), refs));
    }
    if (schema.getAdditionalPropertiesSchema() != null) {
      copy.setAdditionalPropertiesSchema(copy(schema.getAdditionalPropertiesSchema(), refs));
    }
    if (schema.getAllOf() != null) {
      copy.setAllOf(schema.getAllOf().stream().map(part -> copy(part, refs)).toList());
    }
    if (schema.getAnyOf() != null) {
      copy.setAnyOf(schema.getAnyOf().stream().map(part -> copy(part, refs)).toList());
    }
    if (schema.getOneOf() != null) {
      copy.setOneOf(schema.getOneOf().stream().map(part -> copy(part, refs)).toList());
    }
    return copy;
  }

  /** The members of the schema's record that are in every answer, in their order. */
  private List<String> alwaysThere(String name, @Nullable Schema schema) {
    if (schema == null || schema.getProperties() == null) {
      return List.of();
    }
    Set<String> properties = schema.getProperties().keySet();
    for (ClassInfo type : index.getKnownClasses()) {
      if (type.isRecord() && isNamed(type, name)) {
        List<String> all = new ArrayList<>();
        List<String> always = new ArrayList<>();
        for (RecordComponentInfo component : type.recordComponents()) {
          String member = memberOf(type, component);
          all.add(member);
          if (!component.type().hasAnnotation(NULLABLE) || isMarked(type, component)) {
            always.add(member);
          }
        }
        if (all.containsAll(properties)) {
          return properties.stream().filter(always::contains).toList();
        }
      }
    }
    return List.of();
  }

  private static boolean isNamed(ClassInfo type, String name) {
    AnnotationInstance given = type.declaredAnnotation(SCHEMA);
    if (given != null && given.value("name") != null) {
      return given.value("name").asString().equals(name);
    }
    // A generic record's schema is named after its arguments too.
    return name.equals(type.simpleName())
        || (!type.typeParameters().isEmpty() && name.startsWith(type.simpleName()));
  }

  private static boolean isMarked(ClassInfo type, RecordComponentInfo component) {
    return component.hasAnnotation(ALWAYS)
        || (type.field(component.name()) != null
            && type.field(component.name()).hasAnnotation(ALWAYS));
  }

  private static String memberOf(ClassInfo type, RecordComponentInfo component) {
    AnnotationInstance named = component.annotation(NAMED);
    if (named == null && type.field(component.name()) != null) {
      named = type.field(component.name()).annotation(NAMED);
    }
    return named == null || named.value() == null ? component.name() : named.value().asString();
  }
}
