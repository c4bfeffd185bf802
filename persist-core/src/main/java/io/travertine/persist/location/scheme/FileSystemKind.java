package io.travertine.persist.location.scheme;

import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Half;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** What the file system of a directory promises, as far as its type tells. */
enum FileSystemKind {
  /** Of one machine, on a disk. */
  LOCAL,
  /** Gone when the machine stops. */
  MEMORY,
  /** Another machine's: neither locks nor shared memory reach from one to the other. */
  NETWORK,
  /** Shown to a virtual machine or a container by another system. */
  SHARED,
  UNKNOWN;

  private static final String GUARANTEE = "file system";

  private static final Set<String> NETWORKS =
      Set.of(
          "nfs",
          "nfs3",
          "nfs4",
          "cifs",
          "smbfs",
          "smb2",
          "smb3",
          "afs",
          "afpfs",
          "ncpfs",
          "ceph",
          "glusterfs",
          "lustre",
          "gpfs",
          "beegfs",
          "orangefs",
          "pvfs2",
          "davfs",
          "davfs2",
          "webdav",
          "sshfs",
          "s3fs",
          "gcsfuse",
          "rclone",
          "juicefs",
          "goofys",
          "mount-s3",
          "mountpoint-s3",
          "ceph-fuse",
          "curlftpfs",
          "moosefs",
          "mfs",
          "seaweedfs",
          "weed");
  private static final Set<String> MEMORIES = Set.of("tmpfs", "ramfs", "devtmpfs");
  private static final Set<String> SHARES =
      Set.of(
          "9p",
          "v9fs",
          "virtiofs",
          "vboxsf",
          "prl_fs",
          "vmhgfs",
          "vmhgfs-fuse",
          "drvfs",
          "wslfs",
          "fakeowner",
          "osxfs",
          "grpcfuse");

  static FileSystemKind of(String type) {
    String name = type.toLowerCase(Locale.ROOT).replaceFirst("^fuse\\.", "");
    if (NETWORKS.contains(name)) {
      return NETWORK;
    }
    if (MEMORIES.contains(name)) {
      return MEMORY;
    }
    return SHARES.contains(name) ? SHARED : LOCAL;
  }

  /** What can be said of {@code halves} in {@code directory}, or where it will be. */
  static Check check(Path directory, Set<Half> halves) {
    try {
      return check(Files.getFileStore(directory).type(), halves);
    } catch (IOException | SecurityException e) {
      return UNKNOWN.judge("its type cannot be found out: " + e.getMessage(), halves);
    }
  }

  static Check check(String type, Set<Half> halves) {
    return of(type).judge(type, halves);
  }

  private Check judge(String seen, Set<Half> halves) {
    return switch (this) {
      case LOCAL -> Check.safe(GUARANTEE, seen);
      case MEMORY ->
          Check.warning(
              GUARANTEE,
              seen + ", which is memory",
              "what is to outlive this machine needs a disk");
      case SHARED ->
          Check.warning(
              GUARANTEE,
              seen + ", which another system shares with this one",
              "let only processes on this side of it open the database");
      case UNKNOWN ->
          Check.warning(GUARANTEE, seen, "make sure that it is a disk of this machine's");
      case NETWORK ->
          halves.contains(Half.CONSENSUS)
              ? Check.unsafe(
                  GUARANTEE,
                  seen + " is a network's: locks between machines cannot be relied on",
                  "name a disk of this machine's, or keep the log elsewhere:"
                      + " ;consensus=postgresql://…")
              : Check.warning(
                  GUARANTEE,
                  seen + " is a network's",
                  "other machines may see objects late, unless it is mounted without caches");
    };
  }
}
