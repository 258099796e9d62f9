import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { script } from './machine.ts'

type Sent = Readonly<Record<string, unknown>>

export type AnswerOf = (
  report: Sent,
  count: number,
) => { status: number; body: string; headers?: Record<string, string> }

const accepted: AnswerOf = () => ({
  status: 200,
  body: '{"message":"上报成功","used_traffic":50.7,"max_traffic":1000,"next_report_seconds":300}',
})

/** A list that answers what a test wants: for the answers that a real one gives only in trouble. */
export class AnswerServer {
  readonly reports: Sent[] = []
  answer: AnswerOf = accepted
  #waiting: (() => void)[] = []
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => this.#reply(request.url ?? '', Buffer.concat(chunks).toString(), response))
  })

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Resolves when so many reports have come. */
  async came(count: number): Promise<void> {
    while (this.reports.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #reply(url: string, text: string, response: ServerResponse): void {
    if (url === '/reporter.sh') {
      response.end(readFileSync(script))
      return
    }
    // one that was led here comes without a body
    const report = url === '/api/report' && text !== '' ? (JSON.parse(text) as Sent) : undefined
    if (report !== undefined) this.reports.push(report)
    const { status, body, headers } = this.answer(report ?? {}, this.reports.length)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
