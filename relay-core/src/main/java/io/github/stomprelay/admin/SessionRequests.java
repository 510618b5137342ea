package io.github.stomprelay.admin;

import io.github.stomprelay.session.SessionQuery;
import io.github.stomprelay.session.SessionView;
import io.github.stomprelay.session.Sessions;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /sessions} shows sessions, {@code DELETE /sessions/ID} ends one. No POST does: a page
 * of another site can make a browser send that without asking. Any loop; the sessions are asked on
 * their own.
 */
final class SessionRequests {
  private static final Logger log = LoggerFactory.getLogger(SessionRequests.class);
  private static final String ALL = "/sessions";
  private static final String ONE = ALL + "/";

  private final Sessions sessions;

  SessionRequests(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Returns whether a path is one of these. */
  static boolean owns(String path) {
    return path.equals(ALL) || path.startsWith(ONE);
  }

  /**
   * Answers a request that was let in.
   *
   * @param operator where it comes from, for the log
   */
  CompletionStage<Answer> answer(
      HttpMethod method, QueryStringDecoder uri, SocketAddress operator) {
    boolean all = uri.path().equals(ALL);
    if (all == method.equals(HttpMethod.DELETE)) {
      return line(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          all ? "GET only; DELETE /sessions/ID ends a session" : "DELETE only");
    }
    return all ? find(uri) : close(uri.path().substring(ONE.length()), operator);
  }

  private CompletionStage<Answer> find(QueryStringDecoder uri) {
    SessionQuery query;
    try {
      query = SessionParameters.read(uri.parameters());
    } catch (IllegalArgumentException e) {
      return line(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    return sessions
        .find(query)
        .thenApply(page -> Answer.json(HttpResponseStatus.OK, SessionJson.of(page)));
  }

  private CompletionStage<Answer> close(String id, SocketAddress operator) {
    return sessions
        .close(id)
        .thenApply(
            ended ->
                ended
                    .map(session -> closed(session, operator))
                    .orElseGet(
                        () ->
                            Answer.line(
                                HttpResponseStatus.NOT_FOUND, "no such session (any more)")));
  }

  private static Answer closed(SessionView ended, SocketAddress operator) {
    log.info(
        "operator closed session={} remote={} user={} operator={}",
        ended.id(),
        ended.address(),
        ended.login() == null ? "-" : ended.login().user(),
        operator);
    return Answer.json(HttpResponseStatus.OK, SessionJson.closed(ended));
  }

  private static CompletionStage<Answer> line(HttpResponseStatus status, String text) {
    return CompletableFuture.completedStage(Answer.line(status, text));
  }
}
