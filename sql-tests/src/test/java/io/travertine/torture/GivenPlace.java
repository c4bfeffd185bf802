package io.travertine.torture;

import java.util.Random;

/** A database that somebody names; it must not exist yet. */
record GivenPlace(String url) implements Place {

  @Override
  public String name() {
    return "given";
  }

  @Override
  public String newUrl() {
    return url;
  }

  @Override
  public boolean hasServer() {
    return false;
  }

  @Override
  public void fail(Random random) {
    throw new UnsupportedOperationException("the server is not ours");
  }

  @Override
  public void close() {
    // not ours
  }
}
