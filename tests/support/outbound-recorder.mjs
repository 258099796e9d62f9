// Loaded before a server under test: tells standard error of each connection that the process opens.
import net from 'node:net'

const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function recordedConnect(...given) {
  const [first] = Array.isArray(given[0]) ? given[0] : given
  process.stderr.write(`OUTBOUND ${JSON.stringify(first?.host ?? first)}:${first?.port ?? ''}\n`)
  return Reflect.apply(connect, this, given)
}
