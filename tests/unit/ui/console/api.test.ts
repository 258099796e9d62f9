import { describe, expect, it } from 'vitest'
import { authDocs } from '../../../../src/contract/route-docs-auth.ts'
import { documentedRoutes as routes } from '../../../../src/contract/documented-routes.ts'
import { calls } from '../../../../src/ui/lib/api-calls.ts'
import { ApiProblem, problemText } from '../../../../src/ui/lib/api-problem.ts'
import { openApi, type Call } from '../../../../src/ui/lib/api.ts'

type Asked = { path: string; method: string; authorization: string | null; body: unknown }

/** A client whose network is the given list of answers, used in order. */
function client(
  answers: (Response | Error)[],
  recover: () => Promise<boolean> = () => Promise.resolve(false),
  prove: () => Promise<boolean> = () => Promise.resolve(false),
) {
  const asked: Asked[] = []
  const refused: string[] = []
  const writes: string[] = []
  let token = 'jwt-1'
  const api = openApi({
    fetch: (path, init) => {
      const headers = new Headers(init?.headers)
      asked.push({
        path: String(path),
        method: init?.method ?? 'GET',
        authorization: headers.get('authorization'),
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      })
      const answer = answers.shift() ?? new Error('no more answers')
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    token: () => token,
    recover: async () => {
      const renewed = await recover()
      if (renewed) token = 'jwt-2'
      return renewed
    },
    prove: async () => {
      const shown = await prove()
      if (shown) token = 'jwt-proved'
      return shown
    },
    refused: (problem) => refused.push(problem.code),
    wrote: () => writes.push(asked.at(-1)?.path ?? ''),
  })
  return { api, asked, refused, writes }
}
function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers })
}
async function failure(promise: Promise<unknown>): Promise<ApiProblem> {
  const caught = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(caught instanceof ApiProblem)) throw new Error('expected an ApiProblem')
  return caught
}
const me = authDocs.me.example.answer

describe('the client', () => {
  it('tells of what it changed, not of what it read or was refused', async () => {
    const { api, writes } = client([
      json(200, me),
      json(200, { message: 'ok' }),
      json(404, { error: '节点不存在', code: 'node_not_found' }),
    ])
    await api.send(calls.me())
    await api.send(calls.deleteNode(7))
    await failure(api.send(calls.deleteNode(8)))
    expect(writes).toEqual(['/api/nodes/7'])
  })

  it('sends the token and the body, and answers the checked object', async () => {
    const { api, asked } = client([json(200, me)])
    expect(await api.send(calls.me())).toEqual(me)
    expect(asked).toEqual([
      { path: '/api/auth/me', method: 'GET', authorization: 'Bearer jwt-1', body: undefined },
    ])
  })

  it('keeps the token out of public calls', async () => {
    const { api, asked } = client([json(200, { message: 'ok' })])
    await api.send(calls.resendVerification('a@example.com'))
    expect(asked[0]).toMatchObject({ authorization: null, body: { email: 'a@example.com' } })
  })

  it('asks for the password on 401 and sends the request again', async () => {
    const { api, asked } = client(
      [json(401, { error: '登录已过期', code: 'token_expired' }), json(200, me)],
      () => Promise.resolve(true),
    )
    expect(await api.send(calls.me())).toEqual(me)
    expect(asked.map((one) => one.authorization)).toEqual(['Bearer jwt-1', 'Bearer jwt-2'])
  })

  it('fails with session_ended when the password is put off, and never loops', async () => {
    const expired = () => json(401, { error: '登录已过期', code: 'token_expired' })
    expect((await failure(client([expired()]).api.send(calls.me()))).code).toBe('session_ended')
    const twice = client([expired(), expired()], () => Promise.resolve(true))
    expect((await failure(twice.api.send(calls.me()))).code).toBe('token_expired')
    expect(twice.asked).toHaveLength(2)
  })

  it('sends again without asking when the token was renewed meanwhile', async () => {
    let token = 'old'
    const sent: (string | null)[] = []
    const api = openApi({
      fetch: (_path, init) => {
        sent.push(new Headers(init?.headers).get('authorization'))
        const answer = token === 'old' ? json(401, { code: 'token_revoked' }) : json(200, me)
        token = 'new'
        return Promise.resolve(answer)
      },
      token: () => token,
      recover: () => Promise.reject(new Error('nobody is to be asked')),
      prove: () => Promise.resolve(false),
      refused: () => undefined,
      wrote: () => undefined,
    })
    expect(await api.send(calls.me())).toEqual(me)
    expect(sent).toEqual(['Bearer old', 'Bearer new'])
  })

  it('does not ask for a quiet call, nor for a wrong password at sign-in', async () => {
    let asked = 0
    const recover = () => {
      asked += 1
      return Promise.resolve(true)
    }
    const expired = json(401, { error: '登录已过期', code: 'token_expired' })
    const { api } = client(
      [expired, json(401, { error: '邮箱或密码错误', code: 'invalid_credentials' })],
      recover,
    )
    await failure(api.send(calls.me(), { quiet: true }))
    const wrong = await failure(api.send(calls.login({ email: 'a@example.com', password: 'x' })))
    expect(wrong.code).toBe('invalid_credentials')
    expect(asked).toBe(0)
  })

  it('tells a disabled account apart and reports a 403', async () => {
    const { api, refused } = client([
      json(401, { error: '账号已被停用', code: 'account_disabled' }),
      json(403, { error: '需要管理员权限', code: 'admin_required' }),
    ])
    expect((await failure(api.send(calls.me()))).code).toBe('account_disabled')
    expect((await failure(api.send(calls.getSettings()))).code).toBe('admin_required')
    expect(refused).toEqual(['admin_required'])
  })

  it('asks for the second factor where a call wants it again, and sends the call with the new token', async () => {
    const wanted = () => json(403, { error: '需要再次验证', code: 'step_up_required' })
    const users = { users: [], total: 0 }
    const shown = client([wanted(), json(200, users)], undefined, () => Promise.resolve(true))
    expect(await shown.api.send(calls.listUsers({}))).toEqual(users)
    expect(shown.asked.map((one) => one.authorization)).toEqual(['Bearer jwt-1', 'Bearer jwt-proved'])
    expect(shown.refused).toEqual([])

    const putOff = client([wanted()])
    expect((await failure(putOff.api.send(calls.listUsers({})))).code).toBe('step_up_required')
    const twice = client([wanted(), wanted()], undefined, () => Promise.resolve(true))
    expect((await failure(twice.api.send(calls.listUsers({})))).code).toBe('step_up_required')
    expect(twice.asked).toHaveLength(2)
  })

  it('names the field and the seconds to wait', async () => {
    const { api } = client([
      json(400, {
        error: '端口须在 1 到 65535 之间',
        code: 'invalid_field',
        details: { field: 'connections[1].port' },
      }),
      json(429, { error: '请求过于频繁', code: 'rate_limited' }, { 'retry-after': '17' }),
      json(429, { error: '请求过于频繁', code: 'rate_limited' }),
    ])
    const wrong = await failure(api.send(calls.updateNode(1, {})))
    expect([wrong.field, wrong.status]).toEqual(['connections[1].port', 400])
    expect((await failure(api.send(calls.me()))).retryAfterS).toBe(17)
    expect((await failure(api.send(calls.me()))).retryAfterS).toBe(60)
  })

  it('tells a dead network, a proxy page and a strange answer apart', async () => {
    const { api } = client([
      new TypeError('fetch failed'),
      new Response('<html>', { status: 502 }),
      new Response('<html>', { status: 200 }),
      json(200, { email: 1 }),
      json(500, null),
    ])
    const codes: string[] = []
    for (let count = 0; count < 5; count += 1) codes.push((await failure(api.send(calls.me()))).code)
    expect(codes).toEqual(['offline', 'server_failed', 'bad_answer', 'bad_answer', 'server_failed'])
  })

  it('gives up at the deadline', async () => {
    const api = openApi({
      fetch: (_path, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
        }),
      token: () => undefined,
      recover: () => Promise.resolve(false),
      prove: () => Promise.resolve(false),
      refused: () => undefined,
      wrote: () => undefined,
    })
    const call: Call<{ initialized: boolean }> = { ...calls.checkInit(), deadlineMs: 1 }
    expect((await failure(api.send(call))).code).toBe('timeout')
  })
})

describe('problemText', () => {
  it('speaks the reader’s language by code', () => {
    const problem = new ApiProblem('node_name_taken', '你已有同名节点', { status: 400 })
    expect(problemText(problem, 'en')).toBe('You already have a node with this name')
    expect(problemText(problem, 'zh')).toBe('你已有同名节点')
  })
  it('falls back on the server’s text for a code it does not know', () => {
    expect(problemText(new ApiProblem('unknown', 'strange', { status: 418 }), 'en')).toBe('strange')
  })
  it('never shows a bare status or the raw name of a field', () => {
    const proxy = new ApiProblem('server_failed', 'HTTP 502', { status: 502 })
    expect(problemText(proxy, 'en')).toBe('The server failed (502). Please try again later')
    expect(problemText(proxy, 'zh')).toBe('服务器出错了（502），请稍后再试')
    const taken = new ApiProblem('email_taken', '', { status: 400, details: { field: 'email' } })
    expect(problemText(taken, 'en')).not.toContain('(')
  })
})

describe('the calls', () => {
  const arguments_: Partial<Record<keyof typeof calls, unknown[]>> = {
    resendVerification: ['a@example.com'],
    endSession: ['0123456789abcdef'],
    enrolTotp: ['secret'],
    stepUp: ['123456'],
    deleteMe: ['secret'],
    allNodes: [{ q: '北京 1', page: 2 }],
    listUsers: [{ q: 'a&b' }],
    getNode: [1],
    nodeHistory: [1],
    updateNode: [1, {}],
    deleteNode: [1],
    regenerateToken: [1],
    checkNode: [1],
    judgeNode: [1, {}],
    updateUser: ['user@example.com', {}],
    deleteUser: ['user@example.com'],
    makeResetToken: ['user@example.com'],
    confirmRegistration: ['new@example.com', '3f9c0a1b2c4d5e6f'],
    testEmail: [''],
    ownAudit: [null],
    listAnnouncements: [null],
    updateAnnouncement: ['0zzq2x6f9a1b', {}],
    deleteAnnouncement: ['0zzq2x6f9a1b'],
    revokePlace: ['d3x09a'],
    revokeApiKey: ['k3x09abc'],
    setApiKeyQuota: ['k3x09abc', {}],
    listChannels: ['own'],
    createChannel: ['own', {}],
    updateChannel: ['own', '0123456789ab', {}],
    deleteChannel: ['own', '0123456789ab'],
    testChannel: ['own', '0123456789ab'],
    listDeliveries: ['own', '0123456789ab'],
  }

  it.each(Object.keys(calls) as (keyof typeof calls)[])('%s is the contract’s call of this name', (id) => {
    const route = routes.find((one) => one.id === id)
    const make = calls[id] as (...args: unknown[]) => Call<unknown>
    const call = make(...(arguments_[id] ?? [{}]))
    const params = route?.example?.params ?? {}
    const path = Object.entries(params).reduce(
      (text, [name, value]) => text.replace(`:${name}`, encodeURIComponent(value)),
      route?.path ?? '',
    )
    expect([call.method, call.path.replace(/\?.*/, '')]).toEqual([route?.method, path])
    expect(call.answer).toBe(route?.answer)
    // The console asks for its reader's own events, which only a session shows.
    const isOpen = route?.access === 'public' && id !== 'events'
    expect(call.signed).toBe(!isOpen && route?.access !== 'check_key')
  })

  it('escapes what goes into a query string', () => {
    expect(calls.listUsers({ q: 'a&b=c', page: 2, perPage: 50 }).path).toBe(
      '/api/system/users?q=a%26b%3Dc&page=2&per_page=50',
    )
    expect(calls.listUsers({ q: '' }).path).toBe('/api/system/users')
  })
})
