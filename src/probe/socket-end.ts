import type { Socket } from 'node:net'
import type { Clock } from './clock.ts'
import { limits } from './limits.ts'

/**
 * Runs `goodbye` and resolves when the socket has closed, at the latest after 300 ms by destroying it.
 * What still comes in is read and thrown away by the listeners there are, else no FIN would be seen.
 */
export function socketGone(socket: Socket, clock: Clock, goodbye: () => void): Promise<void> {
  if (socket.closed) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = clock.after(limits.leaveMs, () => {
      socket.destroy()
    })
    socket.once('close', () => {
      cancel()
      resolve()
    })
    goodbye()
    if (!socket.destroyed) socket.resume()
  })
}
