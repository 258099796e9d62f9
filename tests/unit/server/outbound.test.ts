import { expect, it } from 'vitest'
import { createOutboundFetch, outboundOrigins } from '../../../src/server/outbound.ts'

const variables = {
  EDGEONE_CHECK_API: 'https://checker.example.com/probe',
  PUBLIC_ORIGIN: 'https://nodes.example',
}

it.each([
  'https://nodes.example/',
  'https://checker.example.com.evil.example/',
  'https://checker.example.com@evil.example/',
  'http://checker.example.com/probe',
  'https://checker.example.com:8443/probe',
  'http://169.254.169.254/',
  'file:///etc/passwd',
])('%s is asked for by nobody', async (address) => {
  const asked: unknown[] = []
  const send = createOutboundFetch(outboundOrigins(variables), (...given) => {
    asked.push(given)
    return Promise.resolve(new Response())
  })
  await expect(send(address)).rejects.toMatchObject({ name: 'OutboundForbidden' })
  expect(asked).toEqual([])
})

it('what is asked for is named by the settings, and leads nowhere else', async () => {
  const asked: unknown[] = []
  const send = createOutboundFetch(outboundOrigins(variables), (...given) => {
    asked.push(given)
    return Promise.resolve(new Response(null, { status: 302, headers: { location: 'http://127.0.0.1/' } }))
  })
  for (const address of ['https://checker.example.com/probe/check', 'https://api.resend.com/emails']) {
    expect((await send(address, { redirect: 'follow' })).status).toBe(302)
  }
  expect(asked).toMatchObject([
    [expect.any(String), { redirect: 'manual' }],
    [expect.any(String), { redirect: 'manual' }],
  ])
})
