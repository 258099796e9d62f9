import { describe, expect, it } from 'vitest'
import { createMail } from '../../../src/edge/mail.ts'
import type { MailPort } from '../../../src/services/context/context.ts'
import { MailError } from '../../../src/services/mail/mail-error.ts'

const mail = { to: 'a@example.com', subject: 's', text: 't' }
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
    ['none', {}],
    ['local', { MAIL_SINK_URL: 'http://127.0.0.1:1/mail', MAIL_SINK_TOKEN: 'x' }],
  ] as const)('is %s without an account and the provider with one', (source, variables) => {
    const port = createMail({ ...passed(), variables })
    expect(port.source).toBe(source)
    expect(port.withAccount?.(account).source).toBe('settings')
  })

  it('gives up a provider that does not answer, and lets go of the deadline', async () => {
    for (const pick of [(port: MailPort) => port, (port: MailPort) => port.withAccount?.(account) ?? port]) {
      const outside = passed()
      const port = pick(createMail({ ...outside, variables: { MAIL_SINK_URL: 'http://127.0.0.1:1/mail' } }))
      await expect(port.send(mail)).rejects.toThrow(new MailError('no answer within 10 s'))
      expect(outside.cancelledCount()).toBe(1)
    }
  })

  it('refuses to send into nowhere', async () => {
    await expect(createMail({ ...passed(), variables: {} }).send(mail)).rejects.toBeInstanceOf(MailError)
  })

  it('tells a sink that refuses', async () => {
    const fetch: typeof globalThis.fetch = async () => new Response('', { status: 403 })
    const port = createMail({ ...passed(), fetch, variables: { MAIL_SINK_URL: 'http://127.0.0.1:1/mail' } })
    await expect(port.send(mail)).rejects.toThrow(new MailError('mail sink: HTTP 403'))
  })
})
