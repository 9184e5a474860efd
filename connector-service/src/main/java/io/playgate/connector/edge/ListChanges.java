package io.playgate.connector.edge;

import io.playgate.revocationlist.FeedPosition;
import java.util.List;

/**
 * What became of a list since it was last told.
 *
 * @param put subjects that are to stand on it as they are here, whether they stood there before or
 *     not
 * @param removed subjects that are not to stand on it, whether they stood there before or not
 * @param position the place in the log that the list reflects thereafter
 */
public record ListChanges(List<ListedSubject> put, List<Subject> removed, FeedPosition position) {

  public ListChanges {
    put = List.copyOf(put);
    removed = List.copyOf(removed);
  }
}
