package io.playgate.auth.signin;

/**
 * A device of a viewer: one installation of an app.
 *
 * @param id random, made by this service
 * @param label what the app calls it; says nothing of which device it is
 */
record Device(String id, String label) {}
