package io.github.stomprelay.proxy;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A SockJS session over HTTP through a proxy: every request on a connection of its own, from an
 * address of the caller's choice.
 */
record SockJsPoll(int port, String path, String from) {
  static final String CONNECT = "[\"CONNECT\\naccept-version:1.2\\nhost:/\\n\\n\\u0000\"]";

  SockJsPoll(int port, String session) {
    this(port, "/coco/000/" + session, "127.0.0.1");
  }

  SockJsPoll from(String address) {
    return new SockJsPoll(port, path, address);
  }

  /** A connection to the proxy. */
  RawHttp connection() {
    try {
      return RawHttp.over(
          new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawResponse poll(String... headers) {
    try (RawHttp http = connection()) {
      return http.send(RawHttp.post(path + "/xhr", "", headers)).response();
    }
  }

  int send(String messages) {
    try (RawHttp http = connection()) {
      return http.send(RawHttp.post(path + "/xhr_send", messages)).response().status();
    }
  }

  int send(String command, String body, String... headers) {
    String frame = command + "\\n" + String.join("\\n", headers) + "\\n\\n" + body + "\\u0000";
    return send("[\"" + frame + "\"]");
  }
}
