package io.playgate.token.catalogue;

/** What takes a committed change over into memory, so that the writer finds it in effect. */
public interface CatalogueRefresh {

  /** Looks whether the catalogue has changed and takes the change over, before it returns. */
  void refresh();
}
