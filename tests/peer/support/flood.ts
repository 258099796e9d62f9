import type { Socket } from 'node:net'
import { ask, type Asking, type Finding, type Peer } from './hostile.ts'
import { virtualClock } from './virtual-clock.ts'

/** Writes `block` for as long as the other end takes it. */
export function pour(socket: Socket, block: Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(block));
  }
  socket.on('drain', more)
  more()
}

/** As many copies as make about 64 KiB. */
export function blockOf(one: Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(65_536 / one.length) }, () => one))
}

/** Asks and watches how far the heap and the buffers of this process (probe and peer) grow meanwhile. */
export async function askWatched(
  peer: Peer,
  asking: Asking = {},
): Promise<{ readonly finding: Finding; readonly grownBytes: number }> {
  const before = memory()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, memory())
  }, 1)
  // full kernel buffers stand still for as long as a persist timer lasts
  const finding = await ask(peer.port, { clock: virtualClock(1_000), ...asking })
  clearInterval(watch)
  return { finding, grownBytes: Math.max(peak, memory()) - before }
}

export const mebibyte = 1_048_576

/** 4 MiB may come in; the rest is what two kernels' buffers and the peer's own queue hold. */
export const pouredBytesMax = 24 * mebibyte
export const grownBytesMax = 48 * mebibyte

function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
