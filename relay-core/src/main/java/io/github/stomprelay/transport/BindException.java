package io.github.stomprelay.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** A listener that cannot listen; the message says where, why, and what to do. */
public final class BindException extends RuntimeException {
  BindException(Listener listener, Throwable cause) {
    super(
        "cannot listen on "
            + NetUtil.toSocketAddressString(listener.address())
            + " ("
            + listener.name()
            + "): "
            + reason(listener.address(), cause),
        cause);
  }

  private static String reason(InetSocketAddress address, Throwable cause) {
    return address.isUnresolved()
        ? "no address is known for this name; correct it, or give an address"
        : cause.getMessage()
            + "; another program may have the port (see: ss -ltnp), or the address is not this"
            + " machine's";
  }
}
