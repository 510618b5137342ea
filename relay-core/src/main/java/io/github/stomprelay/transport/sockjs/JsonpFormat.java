package io.github.stomprelay.transport.sockjs;

import org.jspecify.annotations.Nullable;

/**
 * A script that calls back with one frame.
 *
 * @param callback a checked name ({@link Callback})
 */
record JsonpFormat(String callback) implements ResponseFormat {
  @Override
  public SockJsTransport transport() {
    return SockJsTransport.JSONP;
  }

  @Override
  public String contentType() {
    return JAVASCRIPT;
  }

  @Override
  public byte @Nullable [] prelude() {
    return null;
  }

  @Override
  public String dress(String frame) {
    // the comment keeps the callback's name from being the first bytes of the file (RFD)
    return "/**/" + callback + "(" + JsonText.quote(frame) + ");\r\n";
  }

  @Override
  public boolean cors() {
    return false;
  }
}
