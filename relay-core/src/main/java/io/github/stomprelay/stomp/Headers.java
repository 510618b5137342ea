package io.github.stomprelay.stomp;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one frame, in wire order, unescaped. Immutable. Of a repeated name the first entry
 * is the value (STOMP 1.2, "Repeated Header Entries"); {@link #of} and the decoder keep only that
 * one.
 */
public final class Headers {
  public static final String ACCEPT_VERSION = "accept-version";
  public static final String ACK = "ack";
  public static final String CONTENT_ENCODING = "content-encoding";
  public static final String CONTENT_LENGTH = "content-length";
  public static final String CONTENT_TYPE = "content-type";
  public static final String DESTINATION = "destination";
  public static final String HEART_BEAT = "heart-beat";
  public static final String HOST = "host";
  public static final String ID = "id";
  public static final String LOGIN = "login";
  public static final String MESSAGE = "message";
  public static final String MESSAGE_ID = "message-id";
  public static final String PASSCODE = "passcode";
  public static final String RECEIPT = "receipt";
  public static final String RECEIPT_ID = "receipt-id";
  public static final String REDELIVERED = "redelivered";
  public static final String SERVER = "server";
  public static final String SESSION = "session";
  public static final String SUBSCRIPTION = "subscription";
  public static final String TRANSACTION = "transaction";
  public static final String USER_NAME = "user-name";
  public static final String VERSION = "version";

  public static final Headers EMPTY = new Headers(new String[0]);

  /** What a text takes beside its characters. */
  private static final int TEXT_OBJECTS = 56;

  /** name, value, name, value, ... */
  private final String[] entries;

  private Headers(String[] entries) {
    this.entries = entries;
  }

  /** Headers of alternating names and values. */
  public static Headers of(String... namesAndValues) {
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** The value of this name, or null. */
  public @Nullable String get(String name) {
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i].equals(name)) {
        return entries[i + 1];
      }
    }
    return null;
  }

  /** The value of this name, or the one given. */
  public String get(String name, String otherwise) {
    @Nullable String value = get(name);
    return value == null ? otherwise : value;
  }

  /** Returns whether the frame carries this header. */
  public boolean contains(String name) {
    return get(name) != null;
  }

  /** Returns how many headers there are. */
  public int size() {
    return entries.length / 2;
  }

  /** The name at this place, 0 to {@link #size()} - 1. */
  public String name(int index) {
    return entries[2 * index];
  }

  /** The value at this place, 0 to {@link #size()} - 1. */
  public String value(int index) {
    return entries[2 * index + 1];
  }

  /** Returns what they take in memory, in bytes, about. */
  long memory() {
    long sum = 0;
    for (String entry : entries) {
      sum += TEXT_OBJECTS + entry.length();
    }
    return sum;
  }

  /** All entries, in order: a copy. */
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> list = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      list.add(new AbstractMap.SimpleImmutableEntry<>(name(i), value(i)));
    }
    return list;
  }

  /** The same headers, without the spaces that STOMP 1.0 clients put behind the colon. */
  Headers withoutLeadingSpaces() {
    String @Nullable [] trimmed = null;
    for (int i = 1; i < entries.length; i += 2) {
      if (entries[i].startsWith(" ")) {
        trimmed = trimmed == null ? entries.clone() : trimmed;
        int from = 0;
        while (from < entries[i].length() && entries[i].charAt(from) == ' ') {
          from++;
        }
        trimmed[i] = entries[i].substring(from);
      }
    }
    return trimmed == null ? this : new Headers(trimmed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && entries().equals(that.entries());
  }

  @Override
  public int hashCode() {
    return entries().hashCode();
  }

  /** Names only: values may hold secrets. */
  @Override
  public String toString() {
    StringBuilder names = new StringBuilder("[");
    for (int i = 0; i < size(); i++) {
      names.append(i == 0 ? "" : ", ").append(name(i));
    }
    return names.append(']').toString();
  }

  /** Collects headers in order; the first entry of a name wins. Not safe for several threads. */
  public static final class Builder {
    /** From so many headers on, names are looked up by hash: hostile frames must not cost n². */
    private static final int MANY = 32;

    private String[] entries = EMPTY.entries;
    private int length;
    private @Nullable Set<String> names;

    /** Adds an entry unless the name is there already. */
    public Builder add(String name, String value) {
      if (isNew(name)) {
        if (length == entries.length) {
          entries = Arrays.copyOf(entries, Math.max(16, 2 * length));
        }
        entries[length++] = name;
        entries[length++] = value;
      }
      return this;
    }

    private boolean isNew(String name) {
      if (names != null) {
        return names.add(name);
      }
      if (get(name) != null) {
        return false;
      }
      if (size() == MANY) {
        names = new HashSet<>();
        for (int i = 0; i < length; i += 2) {
          names.add(entries[i]);
        }
        names.add(name);
      }
      return true;
    }

    /** Adds an entry if there is a value. */
    public Builder addIfPresent(String name, @Nullable String value) {
      return value == null ? this : add(name, value);
    }

    /** The value collected for this name, or null. */
    @Nullable String get(String name) {
      for (int i = 0; i < length; i += 2) {
        if (entries[i].equals(name)) {
          return entries[i + 1];
        }
      }
      return null;
    }

    /** Returns how many headers were collected. */
    public int size() {
      return length / 2;
    }

    /** The headers collected so far. */
    public Headers build() {
      return length == 0 ? EMPTY : new Headers(Arrays.copyOf(entries, length));
    }
  }
}
