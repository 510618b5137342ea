package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.transport.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the sub-protocols that clients offer, and says where none is in common. */
final class SubprotocolChoice {
  private static final Logger log = LoggerFactory.getLogger(SubprotocolChoice.class);

  private final LogLimit noneInCommon = new LogLimit();

  /** The answer to these offers, or null for none. */
  @Nullable String of(Subprotocols offered, HttpClient client) {
    @Nullable String answer = offered.answer();
    if (answer == null && !offered.offers().isEmpty()) {
      noneInCommon(client, offered);
    }
    return answer;
  }

  /** Browsers give such a connection up, and say no more than 1006. */
  private void noneInCommon(HttpClient client, Subprotocols offered) {
    noneInCommon.log(
        unsaid ->
            log.info(
                "no WebSocket sub-protocol in common: remote={} offered={}, spoken are v12.stomp,"
                    + " v11.stomp, v10.stomp; browsers then close with 1006 ({} more such lines"
                    + " left out)",
                client.address(),
                LogText.safe(String.join(",", offered.offers())),
                unsaid));
  }
}
