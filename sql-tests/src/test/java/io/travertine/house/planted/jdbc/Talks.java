package io.travertine.house.planted.jdbc;

/** A library that prints. */
final class Talks {
  void talk() {
    System.out.println("hello");
  }
}
