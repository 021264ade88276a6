/**
 * glibc raises its threshold for giving large blocks back to the kernel each time one is freed (mallopt(3),
 * M_MMAP_THRESHOLD), and keeps an arena for each thread: freed Buffers then stay charged. Both can only be set from
 * outside. Other C libraries ignore them. The threshold is where glibc begins: above the 64 KiB that libuv allocates for each
 * read of a socket, which would otherwise be mapped, faulted in and unmapped each time.
 */
export const allocator = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' };

/** Takes the settings out of the environment, where they are ours: children are to decide for themselves. */
export function forgetAllocator(): void {
  for (const [name, value] of Object.entries(allocator))
    if (process.env[name] === value) delete process.env[name];
}
