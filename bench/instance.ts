/**
 * V8 sizes its heap by the machine's memory, and lets garbage lie accordingly. These are the limits it chooses by itself
 * on an instance with 512 MB, the one that infra/ asks for (`v8.getHeapStatistics()` under a memory limit of so much: 259 MB).
 */
export const instance = ['--max-old-space-size=256', '--max-semi-space-size=1'];
