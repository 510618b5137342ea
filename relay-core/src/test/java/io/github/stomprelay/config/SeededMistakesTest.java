package io.github.stomprelay.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.setting.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Mistakes as operators make them: each is found, with its line and with what to do. */
class SeededMistakesTest {
  /**
   * A mistake.
   *
   * @param lines the file; the mistake is on the last line
   * @param said part of what must be said about it
   */
  private record Mistake(String lines, String said) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          // slips in keys
          new Mistake("stomp.prot=61613", "did you mean stomp.port?"),
          new Mistake("htpp.port=8080", "did you mean http.port?"),
          new Mistake("Stomp.Port=61613", "did you mean stomp.port?"),
          new Mistake("amqp_host=localhost", "did you mean amqp.host?"),
          new Mistake("amqp.user=guest", "did you mean amqp.u"),
          new Mistake("limits.frame_bytes=1 MiB", "did you mean limits.frame-bytes?"),
          new Mistake("auth.jwt.secrets=x", "did you mean auth.jwt.secret?"),
          new Mistake("topic.slashes=dot", "did you mean topic.slash?"),
          new Mistake("route.talk.exchnage=x", "did you mean route.talk.exchange?"),
          new Mistake("route.talk.routingkey=x", "did you mean route.talk.routing-key?"),
          new Mistake("queue.work.durabel=true", "did you mean queue.work.durable?"),
          new Mistake("exchange.a.b.typ=topic", "did you mean exchange.a.b.type?"),
          new Mistake("binding.x.routing_key=a", "did you mean binding.x.routing-key?"),
          new Mistake(
              "queue.work.argument.x-max-length=5",
              "did you mean queue.work.arguments.x-max-length?"),
          new Mistake("utterly.unknown.nonsense.of.somebody=1", "stomp-relay config doc"),
          new Mistake("http.header.Content-Length=5", "for the relay alone"),
          new Mistake("http.header.transfer-encoding=chunked", "for the relay alone"),
          new Mistake("http.header.Connection=close", "for the relay alone"),
          new Mistake("http.header.Upgrade=h2c", "for the relay alone"),
          new Mistake("http.header.Sec-WebSocket-Accept=x", "for the relay alone"),
          new Mistake("http.header.Access-Control-Allow-Origin=*", "http.origins and http.cors"),
          new Mistake("http.header.X-Split=a\\r\\nSet-Cookie: b", "one line of plain text"),
          new Mistake("http.header.X-Euro=\u20ac", "one line of plain text"),
          new Mistake("http.header.X-Empty=", "is empty"),
          new Mistake("http.header.X(y)=1", "is not a header name"),
          new Mistake("http.header.X-Twice=1\nhttp.header.x-twice=2", "set already as X-Twice"),
          new Mistake("stomp.booleans=maybe", "strict, lenient"),
          new Mistake("auth.renewal-destination=auth/token", "a destination, or nothing"),
          new Mistake("auth.token-sources=cookie", "cookie:<name>"),
          new Mistake("auth.token-sources=connect,query:a=b", "query:<name>"),
          new Mistake(
              "auth.mode=jwt\nauth.jwt.secret=0123456789abcdef0123456789abcdef\n"
                  + "http.origins=*\nauth.token-sources=connect,cookie:sid",
              "http.origins lets any page in"),
          // old keys
          new Mistake("spring.rabbitmq.host=localhost", "here it is amqp.host"),
          new Mistake("spring.rabbitmq.port=5672", "here it is amqp.port"),
          new Mistake("spring.rabbitmq.username=guest", "here it is amqp.username"),
          new Mistake("spring.rabbitmq.password=guest", "here it is amqp.password"),
          new Mistake("spring.rabbitmq.virtualHost=/", "here it is amqp.vhost"),
          new Mistake("spring.rabbitmq.virtual-host=/", "here it is amqp.vhost"),
          new Mistake("spring.rabbitmq.ssl.enabled=true", "here it is amqp.tls"),
          new Mistake("rabbitmq.queue.name=send.queue", "queue.<name>.durable"),
          new Mistake("rabbitmq.exchange.name=send.exchange", "exchange.<name>.type"),
          new Mistake("rabbitmq.routing.key=room.*", "binding.<name>.routing-key"),
          new Mistake("server.port=8080", "here it is http.port"),
          new Mistake("spring.redis.host=localhost", "presence needs no Redis"),
          new Mistake("spring.data.redis.port=6379", "presence needs no Redis"),
          new Mistake("spring.kafka.bootstrap-servers=x", "RabbitMQ alone"),
          new Mistake("jwt.secret=abc", "auth.jwt.secret-file"),
          new Mistake("logging.level.root=debug", "log.level"),
          new Mistake("stomp.listeners.tcp.1=61613", "stomp.port"),
          new Mistake("web_stomp.ws_path=/ws", "http.websocket-paths"),
          new Mistake("stomp.default_user=guest", "stomp.default-login"),
          // values
          new Mistake("stomp.port=6161e", "expected a port from 1 to 65535"),
          new Mistake("stomp.port=70000", "expected a port from 1 to 65535"),
          new Mistake("stomp.login-timeout=10", "with its unit"),
          new Mistake("drain.window=5 sec", "with its unit"),
          new Mistake("limits.frame-bytes=4 MB", "4 MiB"),
          new Mistake("limits.frame-bytes=9 GiB", "below 2 GiB"),
          new Mistake("limits.headers=-1", "expected a number from 8"),
          new Mistake("stomp.nack-requeue=yes", "expected true or false"),
          new Mistake("stomp.errors=loose", "one of strict, lenient"),
          new Mistake("auth.mode=broker,tokens", "broker, jwt, certificate, anonymous"),
          new Mistake("auth.mode=", "name at least one"),
          new Mistake("http.sockjs-paths=coco", "expected a list, with commas, each a path"),
          new Mistake("http.websocket-paths=/ws,,/x", "nothing between two commas"),
          new Mistake("http.origins=https://a.example/chat", "no path"),
          new Mistake("http.trusted-proxies=10.0.0.0/33", "such as 10.0.0.0/8"),
          new Mistake("http.trusted-proxies=proxy.example.com", "such as 10.0.0.0/8"),
          new Mistake("auth.jwt.algorithm=none", "HS256"),
          new Mistake("exchange.x.type=topics", "topic, direct, fanout, headers"),
          new Mistake("amqp.uri=http://localhost", "amqp://user:password@host:port/vhost"),
          new Mistake("amqp.host=", "name the broker's host"),
          new Mistake("amqp.heartbeat=0s", "set 5s to 20s"),
          new Mistake("amqp.heartbeat=11m", "is above 10m"),
          new Mistake("limits.header-bytes=0", "leaves no room for a header"),
          new Mistake(
              "auth.mode=jwt\nauth.jwt.secret=0123456789abcdef0123456789abcdef\n"
                  + "auth.jwt.clock-skew=1h",
              "is above 10m"),
          new Mistake("sockjs.client-library=sockjs.js", "let it start with / or with http"),
          new Mistake("sockjs.client-library=/a\"b.js", "does not fit into an HTML attribute"),
          // files
          new Mistake("tls.certificate=/none.pem", "there is no such file"),
          new Mistake("amqp.password-file=/none", "there is no such file"),
          // syntax
          new Mistake("amqp.vhost=\\user", "four hexadecimal digits"),
          new Mistake("http.port=1\nhttp.port=2", "line 1 sets it as well"),
          new Mistake("=x", "no key before the ="),
          // things that do not go together
          new Mistake("auth.mode=jwt", "set auth.jwt.secret or auth.jwt.secret-file"),
          new Mistake("auth.mode=jwt\nauth.jwt.secret=short", "HS256 needs 32"),
          new Mistake(
              "auth.mode=jwt\nauth.jwt.secret=***\nauth.jwt.secret-encoding=base64",
              "is not Base64"),
          new Mistake("auth.mode=jwt\nauth.jwt.algorithm=RS256", "name a PEM file"),
          new Mistake("auth.login-sources=header", "connect, basic"),
          new Mistake("auth.login-sources=", "name at least connect"),
          new Mistake("auth.login-sources=basic\nhttp.origins=*", "could act as its visitor"),
          new Mistake("auth.mode=certificate", "client-auth"),
          new Mistake("stomps.port=61614", "set tls.certificate and tls.key"),
          new Mistake("http.port=61613", "is taken by stomp.port"),
          new Mistake("stomp.port=off\nhttp.port=off", "every listener is off"),
          new Mistake("limits.frame-bytes=1 KiB", "is below limits.connect-frame-bytes"),
          new Mistake("limits.body-bytes=5 MiB", "is above limits.frame-bytes"),
          new Mistake("stomp.implicit-connect=true\nstomp.default-login=", "no login to use"),
          new Mistake("stomp.heart-beat.max=100ms", "is below stomp.heart-beat.min"),
          new Mistake("admin.bind=0.0.0.0", "set admin.token-file"),
          new Mistake("drain.window=60s", "is below drain.delay and drain.window"),
          new Mistake(
              "amqp.uri=amqp://localhost\namqp.host=other", "is set together with amqp.uri"),
          new Mistake("stomp.queue-prefix=amq.x", "not amq."),
          new Mistake("stomp.queue-prefix={user}", "{user} before a : or ."),
          new Mistake("stomp.queue-prefix={user}-", "{user} before a : or ."),
          new Mistake("stomp.queue-prefix={vhost}.", "{user} before a : or ."),
          new Mistake("stomp.queue-prefix=a b", "letters, digits"),
          new Mistake("alias.a.from=/a/", "the alias a needs it"),
          new Mistake("alias.a.from=\nalias.a.to=/topic/", "the alias a needs it"),
          new Mistake("alias.a.to=/topic/\nalias.a.from=chat/", "with its slash"),
          new Mistake("alias.a.from=/a/\nalias.a.to=topic.", "/topic/, /queue/"),
          new Mistake("alias.a.from=/a/\nalias.a.to=/temp-queue/x", "/topic/, /queue/"),
          new Mistake("alias.a.from=/topic/\nalias.a.to=/topic/a.", "aliases are not followed"),
          new Mistake("alias.a.from=/\nalias.a.to=/queue/", "aliases are not followed"),
          new Mistake(
              "alias.b.from=/queue/\nalias.b.to=/topic/\nalias.a.from=/a/\nalias.a.to=/queue/a.",
              "leads to alias.b.from"),
          new Mistake(
              "alias.a.from=/a/\nalias.a.to=/topic/\nalias.b.to=/queue/\nalias.b.from=/a/",
              "is that of alias.a as well"),
          new Mistake("alias.a.form=/a/", "did you mean alias.a.from?"),
          new Mistake("permissions.token-grants=true", "add jwt to auth.mode"),
          new Mistake("permission.mute.effect=deny", "name the destinations"),
          new Mistake("permission.odd.effect=refuse", "one of allow, deny"),
          new Mistake("permission.bare.publish=/topic/a, topic/b", "does not start with a slash"),
          new Mistake(
              "permission.half.publish=#\npermission.half.when=admin", "such as roles=admin"),
          new Mistake("permission.slip.pulbish=#", "did you mean permission.slip.publish?"),
          new Mistake("binding.b.queue=q", "the binding b needs it"),
          new Mistake("exchange.amq.topic.type=topic", "the broker's own"),
          new Mistake("route.r.exchange=x", "such as /app/chat.sendMessage"),
          new Mistake("route.r.exchange=x\nroute.r.destination=/topic/x", "start with /app/"),
          new Mistake(
              "route.r.destination=/app/x\nroute.r.exchange=x\nroute.r.count-field=n",
              "no room to count"),
          new Mistake(
              "route.r.destination=/app/x\nroute.r.exchange=x\nroute.r.leave.exchange=y",
              "nobody ever joins"),
          new Mistake("destination.d.ephemeral=true", "such as /topic/typing.#"));

  @TestFactory
  Stream<DynamicTest> eachIsFound() {
    return MISTAKES.stream()
        .map(mistake -> DynamicTest.dynamicTest(mistake.lines, () -> check(mistake)));
  }

  private static void check(Mistake mistake) {
    String text = "# a comment\n" + mistake.lines;
    int line = (int) text.lines().count();
    List<Problem> problems = problems(new ConfigLoader().properties("relay.properties", text));
    assertTrue(
        problems.stream()
            .anyMatch(
                problem ->
                    problem.isError()
                        && problem.toString().contains(mistake.said.replace("line 1 ", "line 2 "))
                        && isNear(problem.origin().line(), line)),
        problems.toString());
  }

  /** A pair of lines that do not go together is reported at either. */
  private static boolean isNear(int reported, int line) {
    return reported > 1 && reported <= line;
  }

  @Test
  void thereAreMoreThanForty() {
    assertTrue(MISTAKES.size() > 40, "only " + MISTAKES.size());
  }

  @Test
  void allAreReportedAtOnce() {
    ConfigLoader loader = new ConfigLoader();
    List<String> lines = new ArrayList<>();
    MISTAKES.stream()
        .map(Mistake::lines)
        .filter(line -> !line.startsWith("tls.")) // a certificate would do for the TLS listener
        .filter(line -> !line.contains("\n") && line.contains("=") && !line.startsWith("="))
        .filter(
            line ->
                lines.stream()
                    .noneMatch(l -> l.startsWith(line.substring(0, line.indexOf('=') + 1))))
        .forEach(lines::add);
    List<Problem> problems =
        problems(loader.properties("relay.properties", String.join("\n", lines)));
    for (int line = 1; line <= lines.size(); line++) {
      int wanted = line;
      // missing things are reported at the line that asks for them, so all but those have theirs
      boolean found = problems.stream().anyMatch(p -> p.origin().line() == wanted);
      assertTrue(found, line + ": " + lines.get(line - 1));
    }
  }

  @Test
  void oneMistakeIsReportedOnce() {
    assertEquals(1, problems(new ConfigLoader().properties("f", "auth.mode=jwt")).size());
  }

  @Test
  void aSecretThatIsWrongIsNotRepeated() {
    String said =
        problems(new ConfigLoader().properties("f", "amqp.uri=ampq://me:hunter2@host")).toString();
    assertTrue(!said.contains("hunter2"), said);
  }

  @Test
  void anEnvironmentVariableThatFitsNoSettingIsAnError() {
    assertEquals(
        "[environment STOMP_RELAY_STOMP_PROT: is not a setting of the relay;"
            + " did you mean STOMP_RELAY_STOMP_PORT?]",
        problems(new ConfigLoader().environment(Map.of("STOMP_RELAY_STOMP_PROT", "1"))).toString());
  }

  @Test
  void variablesThatKubernetesAddsForAServiceOfThisNameAreNone() throws ConfigException {
    new ConfigLoader()
        .environment(
            Map.of(
                "STOMP_RELAY_SERVICE_HOST", "10.0.0.1",
                "STOMP_RELAY_SERVICE_PORT_HTTP", "8080",
                "STOMP_RELAY_PORT", "tcp://10.0.0.1:8080",
                "STOMP_RELAY_PORT_8080_TCP_ADDR", "10.0.0.1"))
        .load();
  }

  @Test
  void lenientTurnsUnknownSettingsIntoWarnings() throws ConfigException {
    LoadedConfig loaded =
        new ConfigLoader().lenient(true).properties("f", "stomp.prot=1\nhttp.port=1234").load();
    assertEquals(
        "[f:1: warning: unknown setting stomp.prot; did you mean stomp.port?]",
        loaded.warnings().toString());
    assertEquals(1234, loaded.config().listen().http().port().number());
  }

  private static List<Problem> problems(ConfigLoader loader) {
    return assertThrows(ConfigException.class, loader::load).problems();
  }
}
