package io.playgate.token.catalogue;

/** The form of the ids that administrators choose: of assets, profiles and packages. */
public final class CatalogueId {
  /** 1 to 64 of letters, digits, dot, underscore and hyphen. */
  public static final String PATTERN = "[A-Za-z0-9._-]{1,64}";

  /** What a client is told about an id that breaks the rule. */
  public static final String MESSAGE = "must be 1 to 64 of A-Z a-z 0-9 . _ -";

  private CatalogueId() {}
}
