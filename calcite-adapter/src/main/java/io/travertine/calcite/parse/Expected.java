package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The hundreds of tokens a parser could have gone on with, in the few words a person wants. */
final class Expected {
  /** How many things are named. */
  private static final int SHOWN_MAX = 6;

  /** Continue an expression. */
  private static final Set<String> OPERATORS =
      Set.of(
          "=",
          ">",
          "<",
          "<=",
          ">=",
          "<>",
          "!=",
          "+",
          "-",
          "*",
          "/",
          "%",
          "||",
          "|",
          "^",
          "&",
          "<<",
          "[",
          ".",
          "=>",
          "->",
          "..",
          "AND",
          "OR",
          "NOT",
          "IS",
          "IN",
          "LIKE",
          "ILIKE",
          "RLIKE",
          "SIMILAR",
          "BETWEEN",
          "MEMBER",
          "SUBMULTISET",
          "MULTISET",
          "CONTAINS",
          "OVERLAPS",
          "PRECEDES",
          "SUCCEEDS",
          "EQUALS",
          "IMMEDIATELY",
          "FORMAT",
          "XOR",
          "DIV",
          "COLLATE",
          "AT");

  /** Named before others, in this order. */
  private static final List<String> TELLING =
      List.of(
          ")", ",", "(", ";", "FROM", "INTO", "SET", "VALUES", "SELECT", "TABLE", "VIEW", "SCHEMA",
          "BY", "AS", "OF", "WHERE", "ON", "JOIN", "GROUP", "ORDER", "LIMIT", "UNION");

  private Expected() {}

  /**
   * For example {@code "a name, '(' or SELECT"}. {@code tokens} are written as JavaCC writes them.
   */
  static String among(Collection<String> tokens) {
    Set<String> left = new TreeSet<>();
    for (String token : tokens) {
      left.add(token.startsWith("\"") ? token.substring(1, token.length() - 1) : token);
    }
    List<String> shown = new ArrayList<>();
    if (left.contains("INSERT") && left.contains("SELECT")) {
      return "a statement";
    }
    if (left.contains("CASE") && left.contains("CAST")) {
      return left.contains("SELECT") ? "an expression or a query" : "an expression";
    }
    if (left.contains("BIGINT") && left.contains("VARCHAR")) {
      shown.add("a type");
      left.removeIf(token -> Character.isLetter(token.charAt(0)) || token.startsWith("<"));
    }
    if (left.contains("<IDENTIFIER>")) {
      shown.add("a name");
      left.removeIf(token -> token.endsWith("IDENTIFIER>"));
    }
    if (left.contains("=") && left.contains("<")) {
      shown.add("an operator");
      left.removeAll(OPERATORS);
    }
    if (left.contains("<QUOTED_STRING>") && !shown.contains("a name")) {
      shown.add("a string");
    }
    if (left.contains("<UNSIGNED_INTEGER_LITERAL>")) {
      shown.add("a number");
    }
    boolean end = left.remove("<EOF>");
    left.removeIf(token -> token.startsWith("<") && token.endsWith(">") || token.equals("/*+"));
    if (end) {
      left.remove(";");
    }
    List<String> words = new ArrayList<>(TELLING);
    words.retainAll(left);
    left.removeAll(words);
    words.addAll(left);
    for (String word : words) {
      shown.add(Character.isLetter(word.charAt(0)) ? word : "'" + word + "'");
    }
    return sentence(shown, end ? "end of statement" : "");
  }

  private static String sentence(List<String> shown, String end) {
    boolean cut = shown.size() > SHOWN_MAX;
    List<String> things = new ArrayList<>(cut ? shown.subList(0, SHOWN_MAX) : shown);
    String last =
        end.isEmpty() && !cut && !things.isEmpty() ? things.remove(things.size() - 1) : end;
    String most = String.join(", ", things) + (cut ? " …" : "");
    return most.isEmpty() || last.isEmpty() ? most + last : most + " or " + last;
  }
}
