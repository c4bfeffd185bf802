package io.travertine.persist.location.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Keys as names of objects, one to one, of characters that every store takes as they are.
 *
 * <p>Letters, digits, {@code -}, {@code _}, {@code =} and {@code .} stand for themselves, but for a
 * dot that begins a segment; so do slashes that neither begin or end a name nor follow another. Any
 * other byte of a key's UTF-8 form is {@code !XX}, and the empty key a lone {@code !}.
 */
final class ObjectNames {

  private static final String EMPTY_KEY = "!";

  private ObjectNames() {}

  /** The name of {@code key}, with slashes. */
  static String path(String key) {
    return encoded(key, true);
  }

  /** The name of {@code key}, without slashes. */
  static String segment(String key) {
    return encoded(key, false);
  }

  /** What the names of all keys that start with {@code prefix} start with; others may, too. */
  static String pathPrefix(String prefix) {
    String shorter = prefix;
    while (shorter.endsWith("/")) {
      shorter = shorter.substring(0, shorter.length() - 1);
    }
    return shorter.isEmpty() ? "" : path(shorter);
  }

  /** The key with this name; empty if none has it. */
  static Optional<String> key(String name) {
    if (name.equals(EMPTY_KEY)) {
      return Optional.of("");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '!') {
        bytes.write(c);
      } else if (i + 2 < name.length()) {
        bytes.write(Character.digit(name.charAt(++i), 16) << 4 | digit(name.charAt(++i)));
      }
    }
    try {
      String key = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
      boolean exact = !name.isEmpty() && (path(key).equals(name) || segment(key).equals(name));
      return exact ? Optional.of(key) : Optional.empty();
    } catch (CharacterCodingException notAKey) {
      return Optional.empty();
    }
  }

  private static String encoded(String key, boolean slashes) {
    if (key.isEmpty()) {
      return EMPTY_KEY;
    }
    byte[] bytes = key.getBytes(UTF_8);
    StringBuilder name = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean begins = i == 0 || bytes[i - 1] == '/';
      boolean separates = slashes && c == '/' && !begins && i < bytes.length - 1;
      if (separates || isPlain(c) && !(c == '.' && begins)) {
        name.append(c);
      } else {
        name.append('!').append(hex(c >> 4)).append(hex(c));
      }
    }
    return name.toString();
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '='
        || c == '.';
  }

  private static char hex(int nibble) {
    return "0123456789ABCDEF".charAt(nibble & 0xF);
  }

  private static int digit(char c) {
    return Character.digit(c, 16);
  }
}
