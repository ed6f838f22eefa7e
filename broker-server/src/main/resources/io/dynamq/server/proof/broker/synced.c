/*
 * Loaded into the broker before libc by "proof run --power-loss". Appends a line to the file that
 * DYNAMQ_PROOF_SYNCED names: inode and length that are on the disk, after each successful fsync and
 * fdatasync of a regular file; inode and 0 when a file's name goes, because its inode may come again.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int note_file(void) {
  static int file = -2;
  if (file == -2) {
    const char *name = getenv("DYNAMQ_PROOF_SYNCED");
    file = name == NULL ? -1 : open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  }
  return file;
}

static void note(unsigned long long inode, long long length) {
  char line[64];
  int file = note_file();
  int size = snprintf(line, sizeof line, "%llu %lld\n", inode, length);
  if (file >= 0 && write(file, line, (size_t) size) != size) {
    abort(); /* better no proof than a wrong one */
  }
}

static int forced(int fd, int (*force)(int)) {
  struct stat before;
  int regular = fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
  int result = force(fd);
  if (result == 0 && regular) {
    note(before.st_ino, before.st_size);
  }
  return result;
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) {
    real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
  }
  return forced(fd, real);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) {
    real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
  }
  return forced(fd, real);
}

static void goes(const char *name) {
  struct stat old;
  if (lstat(name, &old) == 0 && S_ISREG(old.st_mode) && old.st_nlink == 1) {
    note(old.st_ino, 0);
  }
}

int unlink(const char *name) {
  static int (*real)(const char *);
  if (real == NULL) {
    real = (int (*)(const char *)) dlsym(RTLD_NEXT, "unlink");
  }
  goes(name);
  return real(name);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (real == NULL) {
    real = (int (*)(const char *, const char *)) dlsym(RTLD_NEXT, "rename");
  }
  goes(to);
  return real(from, to);
}
