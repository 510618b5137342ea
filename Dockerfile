# syntax=docker/dockerfile:1
# Where the jar comes from: "build" makes it with Maven, "prebuilt" takes relay-cli/target/stomp-relay.jar.
ARG JAR=build

FROM debian:bookworm-slim AS build
# --offline, for a build that has a filled Maven repository mounted at /root/.m2
ARG MAVEN_FLAGS=
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN mvn -q -B ${MAVEN_FLAGS} -Pquick -DskipTests package

FROM scratch AS prebuilt
COPY relay-cli/target/stomp-relay.jar /source/relay-cli/target/stomp-relay.jar

FROM ${JAR} AS jar

# a Java of the modules that the relay uses, and no more
FROM debian:bookworm-slim AS java
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jdk-headless binutils \
 && rm -rf /var/lib/apt/lists/*
RUN jlink --output /opt/java --strip-debug --no-header-files --no-man-pages --compress=0 \
      --add-modules java.base,java.logging,java.management,java.naming,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.unsupported \
 && cp -L /etc/ssl/certs/java/cacerts /opt/java/lib/security/cacerts \
 && /opt/java/bin/java -Xshare:dump -XX:+UseSerialGC

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="stomp-relay" \
      org.opencontainers.image.description="STOMP, WebSocket and SockJS in front of RabbitMQ" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=java /opt/java /opt/java
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY --from=jar /source/relay-cli/target/stomp-relay.jar /usr/share/stomp-relay/stomp-relay.jar
COPY conf/ /usr/share/stomp-relay/conf/
# class data sharing: the relay runs for a moment, and what it loaded is laid out for the JVM
RUN timeout --preserve-status --signal=TERM 20 \
      java -Xlog:cds=off -Xlog:cds+dynamic=off -XX:ArchiveClassesAtExit=/usr/share/stomp-relay/stomp-relay.jsa -XX:+UseParallelGC \
      -jar /usr/share/stomp-relay/stomp-relay.jar run --stomp.port=0 --http.port=0 --admin.port=0 \
 && test -s /usr/share/stomp-relay/stomp-relay.jsa
USER 10001:10001
# inside a container every address is reached from outside of it; the admin port stays on loopback
EXPOSE 8080 61613
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:SharedArchiveFile=/usr/share/stomp-relay/stomp-relay.jsa", "-jar", "/usr/share/stomp-relay/stomp-relay.jar", "health"]
ENTRYPOINT ["java", "-XX:+UseParallelGC", "-XX:-UseAdaptiveSizePolicy", "-XX:MaxTenuringThreshold=1", "-XX:MaxNewSize=48m", "-XX:MetaspaceSize=64m", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=/usr/share/stomp-relay/stomp-relay.jsa", "-jar", "/usr/share/stomp-relay/stomp-relay.jar"]
CMD ["run"]
