package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens the operator has revoked (threat T22). */
class DenyListTest {
  @TempDir private Path folder;

  private static Principal principal(String name, Object id) {
    return new Principal(name, Map.of("sub", name, "jti", id), null, ACCOUNT, true);
  }

  @Test
  void tokensAreDeniedByIdAndUsersByName() {
    DenyList list = DenyList.parse(List.of("# left", "", " jti:a-1 ", "sub:kim lee"));
    assertTrue(list.denies(principal("max", "a-1")));
    assertTrue(list.denies(principal("kim lee", "b")));
    assertFalse(list.denies(principal("kim", "a")));
    assertFalse(list.denies(principal("a-1", 7L)));
    assertFalse(DenyList.EMPTY.denies(principal("kim", "a-1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kim", "jti:", "sub:", "user:kim", "SUB:kim"})
  void aLineThatIsNeitherIsNamed(String line) {
    AuthenticationConfigException e =
        assertThrows(
            AuthenticationConfigException.class, () -> DenyList.parse(List.of("sub:max", line)));
    assertTrue(String.valueOf(e.getMessage()).contains("auth.jwt.deny-file: line 2 "));
  }

  @Test
  void aFileThatCannotBeUsedLeavesTheListBeforeInForce() throws IOException {
    Path path = folder.resolve("deny");
    Optional<Path> file = Optional.of(path);
    DeniedTokens denied = new DeniedTokens();
    assertThrows(AuthenticationConfigException.class, () -> denied.load(file));
    Files.writeString(path, "sub:kim\n");
    denied.load(file);
    Files.writeString(path, "sub:kim\nnonsense\n");
    denied.look(file);
    assertTrue(denied.contain(principal("kim", "a")));
    Files.write(path, new byte[] {(byte) 0xff});
    denied.look(file);
    Files.delete(path);
    denied.look(file);
    assertTrue(denied.contain(principal("kim", "a")));
    Files.writeString(path, "sub:max\n");
    denied.look(file);
    assertFalse(denied.contain(principal("kim", "a")));
    assertTrue(denied.contain(principal("max", "a")));
    denied.look(Optional.empty());
    assertFalse(denied.contain(principal("max", "a")));
  }

  @Test
  void whatIsDeniedNeitherLogsInNorRenews() throws IOException {
    DeniedTokens denied = new DeniedTokens();
    denied.load(Optional.of(Files.writeString(folder.resolve("deny"), "sub:kim\n")));
    JwtAuthenticator jwt = new JwtAuthenticator(Tokens.options(), ACCOUNT, denied, Tokens.CLOCK);
    String token = Tokens.token(Tokens.claims());
    assertEquals("Token revoked", Answer.of(jwt, Answer.remote(Map.of("token", token))).summary());
    Principal kim = principal("kim", "a");
    assertEquals("Token revoked", Answer.renewing(jwt, kim, Answer.body(token)).summary());
    assertTrue(new AuthenticationChain(List.of(jwt)).isRevoked(kim));
    Principal otherwise = new Principal("kim", Map.of(), null, ACCOUNT, false);
    assertFalse(jwt.isRevoked(otherwise), "a login without token is none of the list's");
  }
}
