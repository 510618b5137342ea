package io.github.stomprelay.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.TlsSettings.ClientCertificates;
import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the listeners (security.md 2.6, T24, T25). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTransportTest {
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

  private final Path directory;
  private final Certificates certificates;
  private TransportFixture relay = new TransportFixture();

  TlsTransportTest(@TempDir Path directory) {
    this.directory = directory;
    this.certificates = new Certificates(directory);
  }

  @AfterEach
  void restart() {
    relay.close();
    relay = new TransportFixture();
  }

  @AfterAll
  void stop() {
    relay.close();
  }

  private InetSocketAddress listen(TlsSettings tls) {
    return relay.listen(
        new TcpListener("stomps", TransportFixture.anyPort(), tls, ProxySettings.NONE));
  }

  private static SSLSocket socket(
      InetSocketAddress address, SSLContext context, @Nullable String name, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    if (name != null) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String servedName(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private TlsSettings settings(Path store, ClientCertificates clients, @Nullable Path trusted) {
    return TlsSettings.of(
        List.of(new TlsSettings.Pkcs12(store, Certificates.PASSWORD)), clients, trusted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void carriesStompOverTls(String protocol) throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    InetSocketAddress address = listen(settings(store, ClientCertificates.NONE, null));
    try (SSLSocket socket = socket(address, Certificates.client(store, store), null, protocol);
        RawHttp client = RawHttp.over(socket)) {
      assertEquals("CONNECTED", client.send(CONNECT).text(9));
      Peer peer = EchoSessions.next(relay.sessions.peers);
      assertTrue(peer.encrypted());
      assertNull(peer.certificate());
      assertEquals(protocol, socket.getSession().getProtocol());
      client.send("DISCONNECT\nreceipt:r\n\n\0");
      assertTrue(client.rest().endsWith("RECEIPT\nreceipt-id:r\n\n\0\n"));
    }
  }

  /** A second handshake costs the relay far more than it costs the client. */
  @Test
  void refusesASecondHandshake() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    InetSocketAddress address = listen(settings(store, ClientCertificates.NONE, null));
    try (SSLSocket socket = socket(address, Certificates.client(store, store), null, "TLSv1.2");
        RawHttp client = RawHttp.over(socket)) {
      assertEquals("CONNECTED", client.send(CONNECT).text(9));
      socket.startHandshake(); // of a connection that has keys: a new ClientHello
      assertThrows(SSLException.class, () -> readToEnd(socket));
    }
    assertEquals(CloseReason.CLIENT_GONE, EchoSessions.next(relay.sessions.closed));
  }

  private static void readToEnd(SSLSocket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // whatever was under way before the end
    }
  }

  /** A proxy that does not end TLS says who the client is before the handshake. */
  @Test
  void takesThePROXYHeaderBeforeTheHandshake() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    AddressRanges loopback = AddressRanges.of(List.of("127.0.0.0/8", "::1"));
    InetSocketAddress address =
        relay.listen(
            new TcpListener(
                "stomps",
                TransportFixture.anyPort(),
                settings(store, ClientCertificates.NONE, null),
                new ProxySettings(loopback, AddressRanges.NONE)));
    Socket plain = new Socket(address.getAddress(), address.getPort());
    plain
        .getOutputStream()
        .write("PROXY TCP4 203.0.113.9 127.0.0.1 4711 61614\r\n".getBytes(UTF_8));
    try (Socket socket =
            Certificates.client(store, store)
                .getSocketFactory()
                .createSocket(plain, "localhost", address.getPort(), true);
        RawHttp client = RawHttp.over(socket)) {
      assertEquals("CONNECTED", client.send(CONNECT).text(9));
      Peer peer = EchoSessions.next(relay.sessions.peers);
      assertTrue(peer.encrypted());
      assertEquals("203.0.113.9", peer.address().getAddress().getHostAddress());
    }
  }

  @Test
  void carriesWebSocketsOverTls() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of("/coco"));
    InetSocketAddress address =
        relay.listen(
            new HttpListener(
                "https",
                plain.address(),
                settings(store, ClientCertificates.NONE, null),
                ProxySettings.NONE,
                plain.limits(),
                HostNames.ANY,
                plain.origins(),
                plain.webSocketPaths(),
                plain.webSocket(),
                plain.sockJs(),
                plain.pages()));
    try (RawWebSocket socket =
        RawWebSocket.over(
            RawHttp.over(socket(address, Certificates.client(store, store), "localhost")),
            "/ws",
            "Host: localhost",
            "Origin: https://localhost")) {
      socket.text(CONNECT);
      assertTrue(socket.readText().startsWith("CONNECTED"));
      assertTrue(EchoSessions.next(relay.sessions.peers).encrypted());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsPem(boolean encrypted) throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    InetSocketAddress address = listen(TlsSettings.of(certificates.pem(store, encrypted)));
    try (SSLSocket socket = socket(address, Certificates.client(store, store), null)) {
      assertEquals("CN=server", servedName(socket));
    }
  }

  @Test
  void servesTheCertificateOfTheNameAskedFor() throws Exception {
    Path first = certificates.pkcs12("first", "first", "dns:first.example");
    Path second = certificates.pkcs12("second", "second", "dns:second.example");
    Path wild = certificates.pkcs12("wild", "wild", "dns:*.wild.example");
    InetSocketAddress address =
        listen(
            TlsSettings.of(
                List.of(
                    new TlsSettings.Pkcs12(first, Certificates.PASSWORD),
                    new TlsSettings.Pkcs12(second, Certificates.PASSWORD),
                    new TlsSettings.Pkcs12(wild, Certificates.PASSWORD)),
                ClientCertificates.NONE,
                null));
    assertServes("CN=second", address, second, "Second.example");
    assertServes("CN=wild", address, wild, "a.wild.example");
    assertServes("CN=first", address, first, "first.example");
    assertServes("CN=first", address, first, "unknown.example");
    assertServes("CN=first", address, first, null);
  }

  private static void assertServes(
      String subject, InetSocketAddress address, Path trusted, @Nullable String name)
      throws Exception {
    try (SSLSocket socket = socket(address, Certificates.client(trusted, trusted), name)) {
      assertEquals(subject, servedName(socket));
    }
  }

  @Test
  void showsTheClientsCertificate() throws Exception {
    Path server = certificates.pkcs12("server", "server", "dns:localhost");
    Path client = certificates.pkcs12("client", "device-7", "");
    Path authority = certificates.pem(client, false).certificate();
    InetSocketAddress address = listen(settings(server, ClientCertificates.OPTIONAL, authority));
    try (RawHttp http = RawHttp.over(socket(address, Certificates.client(server, client), null))) {
      assertEquals("CONNECTED", http.send(CONNECT).text(9));
      X509Certificate shown = EchoSessions.next(relay.sessions.peers).certificate();
      assertNotNull(shown);
      assertEquals("CN=device-7", shown.getSubjectX500Principal().getName());
    }
  }

  @Test
  void requiresAClientCertificateOfItsAuthority() throws Exception {
    Path server = certificates.pkcs12("server", "server", "dns:localhost");
    Path client = certificates.pkcs12("client", "device-7", "");
    Path stranger = certificates.pkcs12("stranger", "device-7", "");
    Path authority = certificates.pem(client, false).certificate();
    InetSocketAddress address = listen(settings(server, ClientCertificates.REQUIRED, authority));
    assertEquals("CONNECTED", connect(address, Certificates.client(server, client)));
    assertThrows(
        UncheckedIOException.class, () -> connect(address, Certificates.client(server, stranger)));
  }

  private static String connect(InetSocketAddress address, SSLContext context) {
    try (RawHttp http = RawHttp.over(socket(address, context, null))) {
      return http.send(CONNECT).text(9);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reloadsCertificatesWithoutDroppingASession() throws Exception {
    Path old = certificates.pkcs12("old", "old", "dns:localhost");
    Path fresh = certificates.pkcs12("fresh", "new", "dns:localhost");
    InetSocketAddress address = listen(settings(old, ClientCertificates.NONE, null));
    try (RawHttp session = RawHttp.over(socket(address, Certificates.client(old, old), null))) {
      assertEquals("CONNECTED", session.send(CONNECT).text(9));
      Path served = Files.copy(fresh, directory.resolve("served.p12"));
      relay.server.reloadCertificates(
          Map.of("stomps", settings(served, ClientCertificates.NONE, null)));
      assertServes("CN=new", address, fresh, null);
      Files.writeString(served, "broken");
      assertThrows(
          TlsConfigurationException.class, () -> relay.server.reloadCertificates(Map.of()));
      assertServes("CN=new", address, fresh, null);
      assertTrue(session.send("DISCONNECT\nreceipt:r\n\n\0").rest().contains("receipt-id:r"));
    }
  }

  @Test
  void noticesChangedCertificatesByItself() throws Exception {
    Path old = certificates.pkcs12("old", "old", "dns:localhost");
    Path fresh = certificates.pkcs12("fresh", "new", "dns:localhost");
    Path served = Files.copy(old, directory.resolve("noticed.p12"));
    InetSocketAddress address = listen(settings(served, ClientCertificates.NONE, null));
    Runnable watch = relay.server.certificateWatch();
    watch.run();
    try (RawHttp session = RawHttp.over(socket(address, Certificates.client(old, old), null))) {
      assertEquals("CONNECTED", session.send(CONNECT).text(9));
      replace(served, fresh);
      watch.run();
      assertTrue(serves(address, fresh), "the new certificate is not served");
      assertTrue(session.send("DISCONNECT\nreceipt:r\n\n\0").rest().contains("receipt-id:r"));
    }
  }

  /** Java sees a change by time and size: make sure that the time differs. */
  private static void replace(Path file, Path by) throws IOException {
    FileTime later =
        FileTime.fromMillis(
            Math.max(System.currentTimeMillis(), Files.getLastModifiedTime(file).toMillis())
                + 1000);
    Path beside = Files.copy(by, file.resolveSibling("beside"));
    Files.setLastModifiedTime(beside, later);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean serves(InetSocketAddress address, Path store) throws Exception {
    try (SSLSocket socket = socket(address, Certificates.client(store, store), null)) {
      return socket.isConnected();
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  @Test
  void cutsOffASlowHandshake() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    InetSocketAddress address =
        listen(
            new TlsSettings(
                List.of(new TlsSettings.Pkcs12(store, Certificates.PASSWORD)),
                ClientCertificates.NONE,
                null,
                Duration.ofMillis(300),
                Duration.ZERO));
    try (RawHttp silent = RawHttp.connect(address);
        RawHttp drip = RawHttp.connect(address);
        RawHttp huge = RawHttp.connect(address);
        RawHttp plain = RawHttp.connect(address)) {
      drip.send(new byte[] {0x16, 3, 1, 1, 0, 1});
      // a handshake record whose ClientHello pretends to have 16 MiB
      huge.send(new byte[] {0x16, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, 3, 3});
      plain.send(CONNECT);
      assertEquals("", silent.rest());
      drip.rest();
      huge.rest();
      plain.rest();
    }
    assertTrue(relay.sessions.peers.isEmpty());
  }

  @Test
  void refusesOldVersions() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    InetSocketAddress address = listen(settings(store, ClientCertificates.NONE, null));
    Process process =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-tls1_1",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-connect",
                "127.0.0.1:" + address.getPort())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertFalse(output.contains("Cipher is ECDHE") || output.contains("Cipher is AES"), output);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path store = certificates.pkcs12("server", "server", "dns:localhost");
    TlsSettings.Pem pem = certificates.pem(store, true);
    Path traditional =
        certificates.traditionalKey(
            certificates.pem(certificates.pkcs12("other", "other", ""), false).key());
    Path missing = directory.resolve("missing.crt");
    assertProblem("missing.crt", new TlsSettings.Pem(missing, pem.key(), Certificates.PASSWORD));
    assertProblem(
        "has a password, and none", new TlsSettings.Pem(pem.certificate(), pem.key(), null));
    assertProblem("password", new TlsSettings.Pem(pem.certificate(), pem.key(), "wrong"));
    assertProblem(
        "openssl pkcs8 -topk8", new TlsSettings.Pem(pem.certificate(), traditional, null));
    assertProblem("password", new TlsSettings.Pkcs12(store, "wrong"));
    assertProblem(
        "for another key",
        new TlsSettings.Pem(
            pem.certificate(),
            certificates.pem(certificates.pkcs12("other", "other", ""), false).key(),
            null));
    assertProblem(
        "no private key", new TlsSettings.Pem(pem.certificate(), pem.certificate(), null));
  }

  private void assertProblem(String expected, TlsSettings.KeyFiles files) {
    TlsConfigurationException problem =
        assertThrows(TlsConfigurationException.class, () -> listen(TlsSettings.of(files)));
    String message = String.valueOf(problem.getMessage());
    assertTrue(message.contains(expected), message);
    assertFalse(message.contains("wrong;"), message);
  }
}
