/**
 * The demo's web page with its player, and the customer's billing system behind its buttons. It
 * owns the page's files and the webhook secret, which never reaches the browser.
 */
@NullMarked
package io.playgate.demo.page;

import org.jspecify.annotations.NullMarked;
