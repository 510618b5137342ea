package io.github.stomprelay.session;

import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.stomp.StompVersion;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How sessions behave.
 *
 * @param serverHeader the {@code server} header of CONNECTED, or null for none
 * @param lenientErrors leave the connection open after an ERROR, as RabbitMQ's plugin does
 * @param lenientBooleans read 1, 0, yes and no in boolean headers
 * @param numericHeaders headers of SEND that are numbers to AMQP where they look like it
 * @param aliases in destinations of SEND and SUBSCRIBE, looked at before anything else
 * @param publishingNotices whose subscriber is told when the broker takes no messages, or null
 * @param queuePrefix of queues that neither the client nor the broker names
 * @param classes of destinations, the first that matches counts
 * @param permissions what sessions may publish to and subscribe to
 */
public record SessionOptions(
    @Nullable String serverHeader,
    boolean lenientErrors,
    boolean lenientBooleans,
    Login login,
    Topics topics,
    Answers answers,
    Tokens tokens,
    Limits limits,
    Pace pace,
    Visits visits,
    Set<String> numericHeaders,
    DestinationAliases aliases,
    @Nullable String publishingNotices,
    QueuePrefix queuePrefix,
    List<DestinationClass> classes,
    PermissionRules permissions) {

  /**
   * From the connection to CONNECTED.
   *
   * @param implicit whether a client's first frame may be another than CONNECT, and is then
   *     preceded by a login with the default account
   * @param timeout from the connection's start to a successful CONNECT
   * @param leastHeartBeat the shortest interval the relay agrees to; zero: RabbitMQ's rounding
   *     alone
   * @param mostHeartBeat the longest interval the relay agrees to; zero: none
   * @param heartBeatTolerance a client is dead after so many silent intervals
   * @param backgroundTab how long a client that may be a page may be silent at least
   * @param failedLoginDelay the longest that a login waits after others of its address failed
   */
  public record Login(
      Set<StompVersion> versions,
      boolean implicit,
      Duration timeout,
      Duration leastHeartBeat,
      Duration mostHeartBeat,
      double heartBeatTolerance,
      Duration backgroundTab,
      Duration failedLoginDelay) {}

  /**
   * What {@code /topic} means.
   *
   * @param exchange it stands for
   * @param slashAsDot whether {@code /topic/a/b} means the key {@code a.b}
   * @param durableNames how the queues of durable subscriptions are named
   */
  public record Topics(String exchange, boolean slashAsDot, DurableNames durableNames) {}

  /** Which RabbitMQ's names the queues of durable subscriptions have. */
  public enum DurableNames {
    RABBITMQ_4_3,
    RABBITMQ_4_4
  }

  /**
   * Deliveries and the clients' answers to them.
   *
   * @param prefetch unanswered deliveries of a subscription, unless {@code prefetch-count} says
   *     otherwise
   * @param nackRequeues whether a NACK without {@code requeue} header returns the message to its
   *     queue
   * @param timeout how long a client may leave a delivery unanswered; zero: for ever
   */
  public record Answers(int prefetch, boolean nackRequeues, Duration timeout) {}

  /**
   * Tokens of sessions that logged in with one.
   *
   * @param renewalDestination where a client sends a newer one, or null for nowhere
   * @param noticeDestination whose subscriber is told that the token is about to expire, or null
   * @param noticeBefore how long before
   */
  public record Tokens(
      @Nullable String renewalDestination,
      @Nullable String noticeDestination,
      Duration noticeBefore) {}

  /**
   * What one session may take.
   *
   * @param subscriptions at a time
   * @param transactions open at a time
   * @param transactionFrames in one transaction
   * @param transactionBytes of bodies in one transaction
   * @param receiptLength of a {@code receipt} header, in characters
   * @param frameBytes of the largest frame
   * @param outboundBytes what may wait for a slow client
   * @param outboundTimeout how long more than that may wait
   * @param outageMaxAge how long a SEND may wait for the broker
   */
  public record Limits(
      int subscriptions,
      int transactions,
      int transactionFrames,
      long transactionBytes,
      int receiptLength,
      int frameBytes,
      long outboundBytes,
      Duration outboundTimeout,
      Duration outageMaxAge) {}

  /**
   * How fast one session may publish.
   *
   * @param messages SENDs
   * @param bytes of their bodies
   * @param patience how long SENDs may be too fast without a break
   */
  public record Pace(Rate messages, Rate bytes, Duration patience) {
    /** As fast as it likes. */
    public static final Pace FREE = new Pace(Rate.OFF, Rate.OFF, Duration.ZERO);
  }

  /** What the sessions of one address together, and those of one user, may do. */
  public record Visits(Visitor address, Visitor user) {
    /** What they like. */
    public static final Visits FREE = new Visits(Visitor.FREE, Visitor.FREE);
  }

  /**
   * An address, or a user.
   *
   * @param sessions at a time; zero: no limit
   * @param flapping when it is banned for coming and going
   */
  public record Visitor(int sessions, Flapping.Rule flapping) {
    static final Visitor FREE = new Visitor(0, Flapping.Rule.OFF);

    boolean isOff() {
      return sessions == 0 && flapping.most() == 0;
    }
  }

  /** The defaults of the settings table. */
  public static SessionOptions defaults() {
    return new SessionOptions(
        "stomp-relay",
        false,
        false,
        new Login(
            Set.of(StompVersion.values()),
            false,
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ZERO,
            2.5,
            Duration.ofSeconds(90),
            Duration.ofSeconds(2)),
        new Topics("amq.topic", false, DurableNames.RABBITMQ_4_3),
        new Answers(1000, true, Duration.ZERO),
        new Tokens("/auth/token", "/user/queue/auth", Duration.ofMinutes(1)),
        new Limits(
            1000,
            16,
            1024,
            16 << 20,
            4096,
            4 << 20,
            512 << 10,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5)),
        Pace.FREE,
        Visits.FREE,
        Set.of("x-delay"),
        DestinationAliases.NONE,
        "/user/queue/publishing",
        QueuePrefix.NONE,
        List.of(),
        new PermissionRules(
            List.of(), false, new Targets(new DestinationParser(false), "amq.topic")));
  }

  /** What happens to messages of a shared subscription that its client takes too slowly. */
  SlowPolicy slowPolicy(String destination) {
    @Nullable DestinationClass type = classOf(destination);
    return type == null ? SlowPolicy.DISCONNECT : type.slow();
  }

  /** What naming this queue does. */
  QueueDeclare queueDeclare(String destination) {
    @Nullable DestinationClass type = classOf(destination);
    return type == null ? QueueDeclare.DURABLE : type.queueDeclare();
  }

  /** The class of a destination, or null; a name without slashes is a queue's. */
  @Nullable DestinationClass classOf(String destination) {
    if (classes.isEmpty()) {
      return null;
    }
    String whole = destination.indexOf('/') < 0 ? "/queue/" + destination : destination;
    for (DestinationClass each : classes) {
      if (each.matches(whole)) {
        return each;
      }
    }
    return null;
  }

  SessionOptions with(List<DestinationClass> otherClasses) {
    return with(lenientErrors, pace, aliases, otherClasses, permissions);
  }

  SessionOptions with(Pace otherPace) {
    return with(lenientErrors, otherPace, aliases, classes, permissions);
  }

  SessionOptions with(PermissionRules otherPermissions) {
    return with(lenientErrors, pace, aliases, classes, otherPermissions);
  }

  SessionOptions with(DestinationAliases otherAliases) {
    return with(lenientErrors, pace, otherAliases, classes, permissions);
  }

  SessionOptions lenient() {
    return with(true, pace, aliases, classes, permissions);
  }

  private SessionOptions with(
      boolean errorsLenient,
      Pace otherPace,
      DestinationAliases otherAliases,
      List<DestinationClass> otherClasses,
      PermissionRules otherPermissions) {
    return new SessionOptions(
        serverHeader,
        errorsLenient,
        lenientBooleans,
        login,
        topics,
        answers,
        tokens,
        limits,
        otherPace,
        visits,
        numericHeaders,
        otherAliases,
        publishingNotices,
        queuePrefix,
        otherClasses,
        otherPermissions);
  }
}
