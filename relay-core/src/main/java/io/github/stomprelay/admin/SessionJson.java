package io.github.stomprelay.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.stomprelay.session.SessionPage;
import io.github.stomprelay.session.SessionView;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Sessions in JSON. Whatever a stranger has called itself stays text: for a browser, that would
 * find no tag in it, and for a terminal, that would find no command.
 */
final class SessionJson {
  /** What Gson leaves as it is, and a terminal may obey: C1 controls, turns of direction. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\x7f-\\x9f\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]");

  /** Escapes {@code < > & = '} too, unless told otherwise. */
  private static final Gson GSON = new GsonBuilder().create();

  private SessionJson() {}

  static String of(SessionPage page) {
    JsonObject json = new JsonObject();
    json.addProperty("total", page.total());
    JsonArray sessions = new JsonArray(page.sessions().size());
    page.sessions().forEach(session -> sessions.add(session(session)));
    json.add("sessions", sessions);
    if (page.next() != null) {
      json.addProperty("next", page.next());
    }
    return text(json);
  }

  /** The answer about a session that was closed. */
  static String closed(SessionView session) {
    JsonObject json = new JsonObject();
    json.addProperty("closed", session.id());
    return text(json);
  }

  private static String text(JsonObject json) {
    return UNPRINTABLE
        .matcher(GSON.toJson(json))
        .replaceAll(
            found -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
  }

  private static JsonObject session(SessionView session) {
    JsonObject json = new JsonObject();
    json.addProperty("id", session.id());
    json.addProperty("peer", NetUtil.toSocketAddressString(session.address()));
    json.addProperty("transport", session.transport());
    json.addProperty("tls", session.encrypted());
    json.addProperty("since", session.since().toString());
    json.addProperty("loggedIn", session.login() != null);
    json.addProperty("framesIn", session.framesIn());
    json.addProperty("messagesOut", session.messagesOut());
    json.addProperty("waitingBytes", session.waitingBytes());
    if (session.login() != null) {
      add(session.login(), json);
    }
    return json;
  }

  private static void add(SessionView.Login login, JsonObject json) {
    json.addProperty("user", login.user());
    if (login.client() != null) {
      json.addProperty("client", login.client());
    }
    json.addProperty("virtualHost", login.virtualHost());
    json.addProperty("version", login.version());
    json.addProperty("heartBeatSendMillis", login.sendMillis());
    json.addProperty("heartBeatReceiveMillis", login.receiveMillis());
    json.addProperty("subscriptions", login.subscriptions());
    json.addProperty("unacknowledged", login.unacknowledged());
    if (!login.details().isEmpty()) {
      JsonArray details = new JsonArray(login.details().size());
      login.details().forEach(subscription -> details.add(subscription(subscription)));
      json.add("details", details);
    }
  }

  private static JsonObject subscription(SessionView.Subscription subscription) {
    JsonObject json = new JsonObject();
    if (subscription.id() != null) {
      json.addProperty("id", subscription.id());
    }
    json.addProperty("destination", subscription.destination());
    json.addProperty("ack", subscription.ackMode());
    json.addProperty("unacknowledged", subscription.unacknowledged());
    return json;
  }
}
