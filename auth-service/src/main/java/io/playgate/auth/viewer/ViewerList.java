package io.playgate.auth.viewer;

import java.util.List;

/**
 * What a search has found.
 *
 * @param viewers none or one
 */
public record ViewerList(List<ViewerView> viewers) {}
