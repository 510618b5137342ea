package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plays one {@link Conversation} with one server in one version of STOMP. The verbs:
 *
 * <ul>
 *   <li>{@code unconnected}: no CONNECT of its own at the beginning
 *   <li>{@code send}: a frame; {@code bytes}: exactly these, LF between the lines
 *   <li>{@code receive}: the next frame is exactly this; {@code content-length} is understood
 *   <li>{@code error open|close}: an ERROR with this summary and body, about the frame sent last
 *       unless it came {@code unasked}; then whether it stays open
 *   <li>{@code malformed}: the server closes, the relay with an ERROR that says why
 *   <li>{@code open}, {@code closed}, {@code drop} (by the client)
 *   <li>{@code reply}: takes a MESSAGE and sends this body to its {@code reply-to}, of which {@code
 *       {reply}} is then the queue
 *   <li>{@code broker}: see {@link BrokerSide}
 * </ul>
 *
 * <p>Words behind the verb: {@code @b} is a second client; {@code plugin}, {@code strict}, {@code
 * lenient}, {@code relay} (the latter two), {@code 1.0}, {@code 1.1}, {@code 1.2} and {@code
 * rabbit3}, {@code rabbit4} say who does the step. The same in brackets before a line of a frame.
 * In frames {@code {q}}, {@code {k1}} and the like stand for names unique to the conversation.
 */
final class Talk implements AutoCloseable {
  private static final Pattern CONDITION = Pattern.compile("^\\[([a-z0-9., ]+)\\] (.*)$");
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+[0-9]*)\\}");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final StompTarget target;
  private final String version;
  private final Conversation conversation;
  private final BrokerSide broker;
  private final Map<String, StompClient> clients = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, List<String>> sent = new HashMap<>();
  private final boolean connects;

  Talk(StompTarget target, String version, Conversation conversation) {
    this.target = target;
    this.version = version;
    this.conversation = conversation;
    this.broker = new BrokerSide(target.node());
    this.connects = conversation.steps().stream().noneMatch(s -> s.verb().equals("unconnected"));
    variables.put("version", version);
    variables.put("server", target.server());
    variables.put("ack", version.equals("1.2") ? "id" : "message-id");
    variables.put("n", "parity." + NUMBER.incrementAndGet());
    Map<String, String> characters = Map.of("cr", "\r", "nul", "\0", "sp", " ", "lf", "\n");
    variables.putAll(characters);
  }

  void play() {
    for (Conversation.Step step : conversation.steps()) {
      if (concerned(step.words())) {
        try {
          play(step);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              conversation.file() + ":" + step.line() + " " + step.verb() + ": " + e.getMessage(),
              e);
        }
      }
    }
  }

  private void play(Conversation.Step step) {
    String client = client(step.words());
    switch (step.verb()) {
      case "unconnected" -> {}
      case "send" -> send(client, step.text());
      case "bytes" -> client(client).send(expand(String.join("\n", ours(step.text()))));
      case "receive" -> receive(client, step.text());
      case "error" -> error(client, step);
      case "malformed" -> malformed(client);
      case "open" -> probe(client);
      case "reply" -> reply(client, step.text());
      case "closed" -> client(client).expectClosed();
      case "drop" -> client(client).reset();
      case "broker" -> ours(step.text()).forEach(line -> broker.run(expand(line)));
      default -> throw new IllegalArgumentException("unknown verb " + step.verb());
    }
  }

  private static String client(List<String> words) {
    return words.stream().filter(word -> word.startsWith("@")).findFirst().orElse("@a");
  }

  /** Returns whether a step or line with these words is for this server and version. */
  private boolean concerned(List<String> words) {
    boolean servers =
        words.stream().anyMatch(w -> List.of("plugin", "strict", "lenient", "relay").contains(w));
    boolean versions = words.stream().anyMatch(word -> word.startsWith("1."));
    boolean rabbits = words.stream().anyMatch(word -> word.startsWith("rabbit"));
    boolean server = words.contains(target.name()) || (target.isRelay() && words.contains("relay"));
    return (!servers || server)
        && (!versions || words.contains(version))
        && (!rabbits || words.contains("rabbit" + target.rabbit()));
  }

  private List<String> ours(List<String> lines) {
    List<String> ours = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = CONDITION.matcher(line);
      if (!matcher.matches()) {
        ours.add(line);
      } else if (concerned(List.of(matcher.group(1).split("[ ,]+")))) {
        ours.add(matcher.group(2));
      }
    }
    return ours;
  }

  private String expand(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1))));
  }

  private String variable(String name) {
    return variables.computeIfAbsent(name, n -> variables.get("n") + "." + n);
  }

  private StompClient client(String name) {
    @Nullable StompClient known = clients.get(name);
    if (known != null) {
      return known;
    }
    StompClient client =
        StompClient.connect(target.address().getHostString(), target.address().getPort());
    clients.put(name, client);
    if (connects) {
      StompFrame answer =
          client.sendFrame("CONNECT", "", "accept-version:" + version, "host:/").receive();
      assertEquals("CONNECTED", answer.command(), answer.toString());
      learn(name, answer);
    }
    return client;
  }

  private void learn(String client, StompFrame frame) {
    if (frame.command().equals("CONNECTED")) {
      String session = String.valueOf(frame.header("session"));
      assertTrue(session.matches("session-[A-Za-z0-9_-]{22}"), session);
      variables.put(client.equals("@a") ? "session" : "session" + client.substring(1), session);
    }
  }

  private void send(String client, List<String> text) {
    List<String> lines = ours(text);
    int blank = lines.indexOf("");
    List<String> head = blank < 0 ? lines : lines.subList(0, blank);
    String body = blank < 0 ? "" : body(lines.subList(blank + 1, lines.size()));
    sent.put(client, head);
    client(client).send(expand(String.join("\n", head) + "\n\n" + body) + "\0");
  }

  private void receive(String client, List<String> text) {
    StompFrame frame = client(client).receive();
    learn(client, frame);
    List<String> lines = ours(text);
    int blank = lines.indexOf("");
    List<String> head = blank < 0 ? lines : lines.subList(0, blank);
    String body = blank < 0 ? "" : body(lines.subList(blank + 1, lines.size()));
    assertFrame(expand(String.join("\n", head)) + "\n", expand(body), frame);
  }

  private void assertFrame(String head, String body, StompFrame frame) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String size = length == 0 ? "" : "content-length:" + length + "\n";
    String expected = head + size + "\n" + body;
    String actual = frame.head() + "\n" + frame.text();
    assertEquals(target.sortsHeaders() ? MessageText.sorted(expected) : expected, actual);
  }

  /** The lines as a body: no LF at the end but the ones written as {@code \n}. */
  private static String body(List<String> lines) {
    return String.join("\n", lines).replace("\\n", "\n");
  }

  private void error(String client, Conversation.Step step) {
    StringBuilder head = new StringBuilder("ERROR\n");
    List<String> lines = ours(step.text());
    head.append("message:").append(expand(lines.get(0))).append('\n');
    head.append("content-type:text/plain\nversion:1.0,1.1,1.2\n");
    int next = 1;
    while (next < lines.size() && lines.get(next).startsWith("+ ")) {
      head.append(expand(lines.get(next++).substring(2))).append('\n');
    }
    if (target.isRelay() && !step.words().contains("unasked")) {
      head.append(about(client));
    }
    String body = body(lines.subList(next, lines.size()));
    assertFrame(head.toString(), expand(body), client(client).receive());
    if (step.words().contains("close") || target.name().equals("strict")) {
      client(client).expectClosed();
    } else {
      probe(client);
    }
  }

  /** Returns what the relay says of the frame that caused an ERROR. */
  private String about(String client) {
    List<String> head = Objects.requireNonNull(sent.get(client), "no frame was sent");
    String command = head.get(0);
    String subscription = command.equals("SUBSCRIBE") ? line(head, "id:", "subscription:") : "";
    return subscription
        + line(head, "receipt:", "receipt-id:")
        + ("x-original-command:" + command + "\n");
  }

  /** The value of the first of these headers that begins so, behind another name. */
  private String line(List<String> head, String name, String as) {
    return head.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> as + expand(line.substring(name.length())) + "\n")
        .orElse("");
  }

  private void malformed(String client) {
    if (target.isRelay()) {
      StompFrame error = client(client).receive("ERROR");
      assertEquals("Malformed frame", error.header("message"));
      assertTrue(!error.text().isEmpty());
    }
    client(client).expectClosed();
  }

  /** Takes a MESSAGE and answers to where it says. */
  private void reply(String client, List<String> text) {
    StompFrame question = client(client).receive("MESSAGE");
    String replyTo = String.valueOf(question.header("reply-to"));
    assertTrue(replyTo.startsWith("/reply-queue/"), replyTo);
    String queue = replyTo.substring("/reply-queue/".length());
    variables.put("reply", "/queue/" + queue);
    variables.put("replyqueue", "queue/" + queue);
    variables.put("replyname", queue);
    client(client).sendFrame("SEND", body(text), "destination:" + replyTo);
  }

  /** Whether the server still answers. */
  private void probe(String client) {
    if (variables.containsKey("session")) {
      client(client).sendFrame("BEGIN", "", "transaction:probe", "receipt:probe");
      assertEquals("probe", client(client).receive("RECEIPT").header("receipt-id"));
      client(client).sendFrame("ABORT", "", "transaction:probe");
    } else {
      client(client).sendFrame("CONNECT", "", "accept-version:1.2", "host:/");
      learn(client, client(client).receive("CONNECTED"));
    }
  }

  @Override
  public void close() {
    clients.values().forEach(StompClient::close);
    broker.close();
  }
}
