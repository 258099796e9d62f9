// Loaded before the emitted Node functions, which listen on all addresses at port 9000: gives them a free loopback
// port instead, tells it to the parent, and ends the process when the parent is gone.
import net from 'node:net'

const EMITTED_PORT = 9000
const listen = net.Server.prototype.listen

net.Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  if (port !== EMITTED_PORT) return listen.call(this, port, ...rest)
  const listening = rest.find((argument) => typeof argument === 'function')
  return listen.call(this, 0, '127.0.0.1', () => {
    process.send?.({ port: this.address().port })
    listening?.()
  })
}

process.on('disconnect', () => process.exit(0))
