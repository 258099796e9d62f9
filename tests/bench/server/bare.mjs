// What Node's own server costs, with an answer as long as a small one of ours: the floor under every row.
import { createServer } from 'node:http'

const body = Buffer.from('x'.repeat(100))
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length }).end(body)
})
server.listen(0, '127.0.0.1', () => {
  console.log(`EasyTier node manager on http://127.0.0.1:${server.address().port}`)
})
process.on('SIGTERM', () => process.exit(0))
