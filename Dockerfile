# Not yet tried.
# syntax=docker/dockerfile:1

FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -q -B -DskipTests package

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="stomp-relay" \
      org.opencontainers.image.description="STOMP, WebSocket and SockJS in front of RabbitMQ" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/relay-cli/target/stomp-relay.jar /usr/share/stomp-relay/stomp-relay.jar
COPY conf/ /usr/share/stomp-relay/conf/
# class data sharing: the classes that the program loads first, laid out for the JVM
RUN java -XX:ArchiveClassesAtExit=/usr/share/stomp-relay/stomp-relay.jsa -XX:+UseSerialGC \
      -jar /usr/share/stomp-relay/stomp-relay.jar check-config /usr/share/stomp-relay/conf/stomp-relay.properties
USER 10001:10001
# inside a container every address is reached from outside of it; the admin port stays on loopback
EXPOSE 8080 61613
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:SharedArchiveFile=/usr/share/stomp-relay/stomp-relay.jsa", "-jar", "/usr/share/stomp-relay/stomp-relay.jar", "health"]
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=/usr/share/stomp-relay/stomp-relay.jsa", "-jar", "/usr/share/stomp-relay/stomp-relay.jar"]
CMD ["run"]
