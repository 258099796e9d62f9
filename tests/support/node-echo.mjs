// Stands where the emitted Node functions would: listens on port 9000 of all addresses, as the CLI writes it.
import http from 'node:http'

http
  .createServer((request, response) => {
    if (request.url === '/probe/crash') process.exit(3)
    console.log('Pages request path: x')
    response.writeHead(200, { 'content-type': 'application/json', 'eo-pages-inner-scf-status': '200' })
    response.end(
      JSON.stringify({ url: request.url, headers: request.headers, pid: process.pid, env: process.env }),
    )
  })
  .listen(9000, () => console.log('listening'))
