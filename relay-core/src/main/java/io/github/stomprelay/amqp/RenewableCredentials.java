package io.github.stomprelay.amqp;

import com.rabbitmq.client.impl.CredentialsProvider;
import com.rabbitmq.client.impl.CredentialsRefreshService;
import io.github.stomprelay.broker.BrokerAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What one AMQP connection logs in with, and takes a newer password for while it is open. The
 * driver has {@code connection.update-secret} for services that renew by the clock; this one renews
 * when a client says so. Safe for all threads.
 */
final class RenewableCredentials implements CredentialsProvider, CredentialsRefreshService {
  private final String user;
  private volatile String password;
  private volatile @Nullable Callable<Boolean> update;

  RenewableCredentials(BrokerAccount account) {
    this.user = account.user();
    this.password = account.password();
  }

  /**
   * Has the broker take a newer password. Blocks until it has answered.
   *
   * @throws IOException if it does not take it, in which case it has closed the connection, or does
   *     not answer
   */
  void renew(String newer) throws IOException {
    Callable<Boolean> open = update;
    if (open == null) {
      throw new IOException("the connection is closed");
    }
    password = newer;
    try {
      if (!open.call()) {
        throw new IOException("the broker has closed the connection");
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public String getUsername() {
    return user;
  }

  @Override
  public String getPassword() {
    return password;
  }

  /** Any time will do: without one the driver would not {@link #register}. */
  @Override
  public Duration getTimeBeforeExpiration() {
    return Duration.ofDays(1);
  }

  @Override
  public boolean isApproachingExpiration(Duration left) {
    return false;
  }

  @Override
  public String register(CredentialsProvider credentials, Callable<Boolean> refresh) {
    update = refresh;
    return user;
  }

  @Override
  public void unregister(CredentialsProvider credentials, String id) {
    update = null;
  }
}
