package io.github.stomprelay.amqp;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Hands Netty an address that a worker has looked up, since Netty's own look-up would block the
 * event loop.
 */
final class ResolvedAddress extends AddressResolverGroup<InetSocketAddress> {
  private final InetAddress address;

  ResolvedAddress(InetAddress address) {
    this.address = address;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new InetSocketAddressResolver(
        executor,
        new InetNameResolver(executor) {
          @Override
          protected void doResolve(String host, Promise<InetAddress> promise) {
            promise.setSuccess(address);
          }

          @Override
          protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            promise.setSuccess(List.of(address));
          }
        });
  }
}
