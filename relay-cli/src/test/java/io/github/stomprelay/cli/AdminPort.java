package io.github.stomprelay.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An admin port that gives the answers of the test, one for each connection. */
final class AdminPort implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final CompletableFuture<List<String>> requests;

  AdminPort(String... answers) throws IOException {
    requests = CompletableFuture.supplyAsync(() -> answer(List.of(answers)));
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\n\r\n" + body;
  }

  private List<String> answer(List<String> answers) {
    List<String> asked = new ArrayList<>();
    try {
      for (String answer : answers) {
        try (Socket socket = server.accept()) {
          asked.add(firstLine(socket));
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return asked;
  }

  private static String firstLine(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String request = in.readLine();
    String line = request;
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
    return String.valueOf(request);
  }

  int number() {
    return server.getLocalPort();
  }

  /** The first lines of the requests, once all have been answered. */
  List<String> requests() {
    return requests.join();
  }

  /** Returns what a command says that is told of this port. */
  Terminals.Result ask(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--admin.port=" + number()));
    arguments.addAll(List.of(more));
    return new Terminals().run(arguments.toArray(new String[0]));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
