import { describe, expect, it } from 'vitest'
import { createMail, MailError } from '../../../../src/services/mail/index.ts'
import type { MailPort } from '../../../../src/services/context/index.ts'

const mail = { to: 'a@example.com', subject: 's', text: 't' }
const sink = { url: 'http://127.0.0.1:1/mail', token: 'x' }
const account = { apiKey: 're_key', from: 'b@example.com', source: 'settings' } as const

/** A deadline that passes as soon as the request is under way. */
function passed() {
  const controller = new AbortController()
  let cancelled = 0
  const deadline = (timeoutMs: number) => {
    expect(timeoutMs).toBe(10_000)
    return { signal: controller.signal, cancel: () => (cancelled += 1) }
  }
  const fetch: typeof globalThis.fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      controller.abort()
    })
  return { deadline, fetch, cancelledCount: () => cancelled }
}

describe('createMail', () => {
  it.each([
    ['none', undefined],
    ['local', sink],
  ] as const)('is %s without an account and the provider with one', (source, sink) => {
    const port = createMail(passed(), sink)
    expect(port.source).toBe(source)
    expect(port.withAccount?.(account).source).toBe('settings')
  })

  it('gives up a provider that does not answer, and lets go of the deadline', async () => {
    for (const pick of [(port: MailPort) => port, (port: MailPort) => port.withAccount?.(account) ?? port]) {
      const outside = passed()
      const port = pick(createMail(outside, sink))
      await expect(port.send(mail)).rejects.toThrow(new MailError('no answer within 10 s'))
      expect(outside.cancelledCount()).toBe(1)
    }
  })

  it('refuses to send into nowhere', async () => {
    await expect(createMail(passed()).send(mail)).rejects.toBeInstanceOf(MailError)
  })

  it('tells a sink that refuses', async () => {
    const fetch: typeof globalThis.fetch = async () => new Response('', { status: 403 })
    const port = createMail({ ...passed(), fetch }, sink)
    await expect(port.send(mail)).rejects.toThrow(new MailError('mail sink: HTTP 403'))
  })
})
