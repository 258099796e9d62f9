// A server that sends back what it gets, in a process of its own: what a TCP connect and a round trip cost here.
import net from 'node:net'

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  socket.pipe(socket)
})
server.listen(0, '127.0.0.1', () => process.send({ ports: [server.address().port] }))
process.on('disconnect', () => process.exit(0))
