package io.github.stomprelay.transport.sockjs;

import java.nio.charset.StandardCharsets;

/**
 * The forever-frame of old Internet Explorers: a page that never ends, each frame a script in it.
 *
 * @param callback a checked name ({@link Callback})
 */
record HtmlFileFormat(String callback) implements ResponseFormat {
  /** Fixed by the protocol; Safari looks at a page only from 1024 bytes on. */
  private static final String HEAD =
      """
      <!doctype html>
      <html><head>
        <meta http-equiv="X-UA-Compatible" content="IE=edge" />
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
      </head><body><h2>Don't panic!</h2>
        <script>
          document.domain = document.domain;
          var c = parent.%s;
          c.start();
          function p(d) {c.message(d);};
          window.onload = function() {c.stop();};
        </script>
      """;

  private static final int BULK = 1100;

  @Override
  public SockJsTransport transport() {
    return SockJsTransport.HTMLFILE;
  }

  @Override
  public String contentType() {
    return "text/html; charset=UTF-8";
  }

  @Override
  public byte[] prelude() {
    String head = HEAD.formatted(callback);
    String bulk = " ".repeat(Math.max(0, BULK - head.length()));
    return (head + bulk + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String dress(String frame) {
    // no text of a message may end the script it stands in
    String string = JsonText.quote(frame).replace("<", "\\u003c");
    return "<script>\np(" + string + ");\n</script>\r\n";
  }

  @Override
  public boolean cors() {
    return false;
  }
}
