package io.github.stomprelay.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.destination.DestinationAliases.Alias;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other prefixes for destinations. */
class DestinationAliasesTest {
  private static final DestinationAliases ALIASES =
      new DestinationAliases(
          List.of(
              new Alias("/chat/", "/topic/chat."),
              new Alias("/chat/private/", "/queue/"),
              new Alias("/topic/", "/exchange/news/")));

  @ParameterizedTest
  @CsvSource({
    "/chat/r1,/topic/chat.r1",
    "/chat/,/topic/chat.",
    "/chat/private/kim,/queue/kim", // the longest
    "/topic/a,/exchange/news/a",
    "/chat,/chat",
    "/chatter/r1,/chatter/r1",
    "/queue/q,/queue/q",
    "q,q",
    "'',''",
  })
  void aPrefixStandsForAnother(String asked, String meant) {
    assertEquals(meant, ALIASES.resolve(asked));
    assertEquals(asked, DestinationAliases.NONE.resolve(asked));
  }

  @Test
  void aMessageIsShownInTheClientsWordsWhereTheyFit() {
    Alias chat = new Alias("/chat/", "/topic/chat.");
    assertEquals("/chat/r1", chat.shown("/topic/chat.r1"));
    assertEquals("/topic/other", chat.shown("/topic/other"));
    assertEquals("/chat/r1/x", chat.slashed().shown("/topic/chat/r1/x"));
    assertNull(ALIASES.of("/queue/q"));
  }
}
