// Preloaded into Node functions of tests: the public resolvers that a checker asks whether it has a way out are
// answered on this machine, so that the tests need no network.
import dgram from 'node:dgram'
import dns from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const outside = (address) =>
  typeof address === 'string' && /^\d+(?:\.\d+){3}$/.test(address) && !address.startsWith('127.')

const tcp = net.createServer((socket) => socket.on('error', () => {}))
await new Promise((resolve) => tcp.listen(0, '127.0.0.1', resolve))
tcp.unref()

const udp = dgram.createSocket('udp4')
udp.on('message', (bytes, { port, address }) => {
  const answer = Buffer.from(bytes)
  answer[2] |= 0x80
  udp.send(answer, port, address)
})
await new Promise((resolve) => udp.bind(0, '127.0.0.1', resolve))
udp.unref()

const connectStream = net.Socket.prototype.connect
net.Socket.prototype.connect = function connectHere(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (outside(options?.host)) Object.assign(options, { host: '127.0.0.1', port: tcp.address().port })
  return connectStream.apply(this, args)
}

const connectDatagrams = dgram.Socket.prototype.connect
dgram.Socket.prototype.connect = function connectHere(port, address, ...rest) {
  return outside(address)
    ? connectDatagrams.call(this, udp.address().port, '127.0.0.1', ...rest)
    : connectDatagrams.call(this, port, address, ...rest)
}

dns.lookup = async () => [{ address: '192.0.2.1', family: 4 }]
syncBuiltinESMExports()

// The site itself, as it is seen from outside.
const { fetch } = globalThis
const site = process.env.OUTSIDE_SITE
if (site !== undefined)
  globalThis.fetch = (url, init) => fetch(String(url).replace(process.env.PUBLIC_ORIGIN, site), init)

// Waits as long as the longest check are over a thousand times sooner; time limits are shorter than these.
const { setTimeout } = globalThis
globalThis.setTimeout = (run, delayMs, ...args) =>
  setTimeout(run, delayMs > 5_000 ? delayMs / 1000 : delayMs, ...args)
