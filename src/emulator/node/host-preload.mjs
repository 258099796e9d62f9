// Loaded before the emitted Node functions, which listen on all addresses at port 9000: gives them a free loopback
// port instead, tells it to the parent, and ends the process when the parent is gone.
import dgram from 'node:dgram'
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

if ((process.env.EMULATE ?? '').split(',').includes('udp_blocked')) {
  // Datagrams to other machines are lost, as behind a firewall.
  const { connect, send } = dgram.Socket.prototype
  const blocked = new WeakSet()
  dgram.Socket.prototype.connect = function connectBlocked(port, address, ...rest) {
    if (typeof address === 'string' && !address.startsWith('127.')) blocked.add(this)
    return connect.call(this, port, address, ...rest)
  }
  dgram.Socket.prototype.send = function sendBlocked(...args) {
    if (!blocked.has(this)) return send.apply(this, args)
    const done = args.at(-1)
    if (typeof done === 'function') process.nextTick(done, null)
  }
}

process.on('disconnect', () => process.exit(0))
