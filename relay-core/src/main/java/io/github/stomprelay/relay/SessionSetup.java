package io.github.stomprelay.relay;

import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.config.AuthConfig;
import io.github.stomprelay.config.DestinationConfig;
import io.github.stomprelay.config.JwtConfig;
import io.github.stomprelay.config.LimitsConfig;
import io.github.stomprelay.config.RateLimitsConfig;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.StompConfig;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.session.DestinationClass;
import io.github.stomprelay.session.QueueDeclare;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.session.SlowPolicy;
import io.github.stomprelay.stomp.StompVersion;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration of the room {@code session}. */
final class SessionSetup {
  private SessionSetup() {}

  static SessionOptions options(RelayConfig config, String version) throws RelayException {
    StompConfig stomp = config.stomp();
    LimitsConfig limits = config.limits();
    String server = stomp.serverHeader().replace("{version}", version);
    return new SessionOptions(
        server.isEmpty() ? null : server,
        stomp.errors() == StompConfig.Errors.LENIENT,
        stomp.booleans() == StompConfig.Booleans.LENIENT,
        new SessionOptions.Login(
            versions(stomp),
            stomp.implicitConnect(),
            stomp.loginTimeout(),
            stomp.heartBeatMin(),
            stomp.heartBeatMax(),
            stomp.heartBeatTolerance(),
            stomp.backgroundTab(),
            stomp.failedLoginDelay()),
        new SessionOptions.Topics(
            stomp.topicExchange(),
            stomp.topicSlash() == StompConfig.TopicSlash.DOT,
            SessionOptions.DurableNames.valueOf(stomp.durableNames().name())),
        new SessionOptions.Answers(stomp.prefetch(), stomp.nackRequeue(), stomp.ackTimeout()),
        tokens(config.auth()),
        new SessionOptions.Limits(
            limits.subscriptions(),
            limits.transactions(),
            limits.transactionFrames(),
            limits.transactionBytes(),
            limits.receiptBytes(),
            limits.frameBytes(),
            limits.outboundBufferBytes(),
            limits.outboundTimeout(),
            config.amqp().publishing().outageMaxAge()),
        pace(config.rates().publishing()),
        visits(config.rates().visits()),
        Set.copyOf(stomp.numericHeaders()),
        aliases(config),
        OptionalText.orNull(stomp.publishingNotices()),
        stomp.queuePrefix(),
        config.destinations().stream().map(SessionSetup::destinationClass).toList(),
        PermissionSetup.rules(config));
  }

  static DestinationAliases aliases(RelayConfig config) {
    return new DestinationAliases(
        config.aliases().stream()
            .map(alias -> new DestinationAliases.Alias(alias.from(), alias.to()))
            .toList());
  }

  private static SessionOptions.Tokens tokens(AuthConfig auth) {
    JwtConfig jwt = auth.jwt();
    boolean used = auth.modes().contains(AuthConfig.Mode.JWT);
    boolean renewed = used || auth.modes().contains(AuthConfig.Mode.BROKER);
    return new SessionOptions.Tokens(
        renewed ? OptionalText.orNull(auth.renewalDestination()) : null,
        used ? OptionalText.orNull(jwt.noticeDestination()) : null,
        jwt.noticeBefore());
  }

  private static SessionOptions.Pace pace(RateLimitsConfig.Publishing publishing) {
    return new SessionOptions.Pace(
        Rate.of(publishing.rate(), publishing.burst()),
        Rate.of(publishing.bytesRate()),
        publishing.patience());
  }

  private static SessionOptions.Visits visits(RateLimitsConfig.Visits visits) {
    return new SessionOptions.Visits(
        visitor(visits.perAddress(), visits.flappingPerAddress(), visits),
        visitor(visits.perUser(), visits.flappingPerUser(), visits));
  }

  private static SessionOptions.Visitor visitor(
      int sessions, int flapping, RateLimitsConfig.Visits visits) {
    return new SessionOptions.Visitor(
        sessions, new Flapping.Rule(flapping, visits.flappingWindow(), visits.banTime()));
  }

  private static Set<StompVersion> versions(StompConfig stomp) {
    return Arrays.stream(StompVersion.values())
        .filter(version -> stomp.versions().contains(version.text()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static DestinationClass destinationClass(DestinationConfig config) {
    return new DestinationClass(
        config.name(),
        config.pattern(),
        config.ephemeral(),
        SlowPolicy.valueOf(config.slowClient().name()),
        QueueDeclare.valueOf(config.queueDeclare().name()),
        config.retry().map(SessionSetup::retry).orElse(null));
  }

  private static RetryPolicy retry(DestinationConfig.Retry retry) {
    return new RetryPolicy(
        retry.attempts(),
        retry.firstPause(),
        retry.longestPause(),
        OptionalText.orNull(retry.deadLetterExchange()),
        OptionalText.orNull(retry.deadLetterRoutingKey()));
  }
}
