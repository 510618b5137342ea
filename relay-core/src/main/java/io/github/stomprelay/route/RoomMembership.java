package io.github.stomprelay.route;

/**
 * A room that a session has joined.
 *
 * @param route the name of the route it joined by
 */
record RoomMembership(String route, String room) {}
