/** Nodes that answer late, in a process of their own: `nodes.ts COUNT DELAY_MS` tells its parent their ports. */
import { createServer, type AddressInfo } from 'node:net'
import { behave, tcpLine } from '../../peer/support/node-peer.ts'

const [count = 1, delayMs = 0] = process.argv.slice(2).map(Number)

const servers = Array.from({ length: count }, () =>
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    const line = tcpLine(socket)
    behave({
      onFrame: line.onFrame,
      send(bytes) {
        setTimeout(() => {
          line.send(bytes)
        }, delayMs)
      },
    })
  }),
)
const ports = servers.map(
  (server) =>
    new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    }),
)
void Promise.all(ports).then((ready) => process.send?.({ ports: ready }))
process.on('disconnect', () => process.exit(0))
