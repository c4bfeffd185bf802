package io.travertine.persist.admin;

import java.util.List;

/**
 * What became of a restoration.
 *
 * @param present how many objects are there, restored or never gone
 * @param lost the names of those that cannot be brought back
 */
public record RestoreReport(long present, List<String> lost) {

  public RestoreReport {
    lost = List.copyOf(lost);
  }
}
