package io.github.stomprelay.route;

/**
 * A room that a session has joined.
 *
 * @param route the name of the route it joined by
 */
record Membership(String route, String room) {}
