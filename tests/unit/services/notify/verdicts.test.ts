import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChannelKind, channelKinds } from '../../../../src/contract/channels.ts'
import { attempt } from '../../../../src/services/notify/attempt.ts'
import { kinds } from '../../../../src/services/notify/kinds/table.ts'
import type { Credential, Message } from '../../../../src/services/notify/message.ts'
import { notifiedService, type ServiceBehaviour } from '../../../support/notified-service.ts'

type HttpKind = Exclude<ChannelKind, 'mail'>

const message: Message = {
  language: 'zh-CN',
  title: '1 个节点异常',
  text: '杭州-电信-05 自 14:02 起无法连接',
  url: 'https://nodes.example.com/n/#1',
  isUrgent: true,
  changes: [
    {
      event: 'unreachable',
      node: { id: 1, name: '杭州-电信-05' },
      state: 'down',
      since: '2026-11-30T06:02:00.000Z',
      message: '杭州-电信-05 自 14:02 起无法连接',
      url: 'https://nodes.example.com/n/#1',
    },
  ],
}

const nowMs = 1_599_360_473_123

/** A credential of each kind, its address, and the smallest body that the service documents. */
const ways: Record<HttpKind, { credential: Credential; url: string; body: unknown; headers?: object }> = {
  webhook: {
    credential: { url: 'https://hook.example.com/in?x=1', secret: 'demo' },
    url: 'https://hook.example.com/in?x=1',
    body: {
      event: 'unreachable',
      node: { id: 1, name: '杭州-电信-05' },
      state: 'down',
      since: '2026-11-30T06:02:00.000Z',
      message: message.text,
      url: message.url,
      changes: message.changes,
    },
    headers: { 'x-timestamp': '1599360473' },
  },
  telegram: {
    credential: { token: '123456:abcdefghijklmnopqrstuvwxyz', chat_id: '-100123', thread_id: '7' },
    url: 'https://api.telegram.org/bot123456:abcdefghijklmnopqrstuvwxyz/sendMessage',
    body: {
      chat_id: '-100123',
      message_thread_id: 7,
      text: `${message.title}\n${message.text}`,
      link_preview_options: { is_disabled: true },
    },
  },
  bark: {
    credential: { device_key: 'abcdefghijklmnop' },
    url: 'https://api.day.app/push',
    body: {
      device_key: 'abcdefghijklmnop',
      title: message.title,
      body: message.text,
      group: 'EasyTier',
      level: 'timeSensitive',
      url: message.url,
    },
  },
  serverchan: {
    credential: { key: 'sctp1234tabcdefgh' },
    url: 'https://1234.push.ft07.com/send/sctp1234tabcdefgh.send',
    body: { title: message.title, desp: message.text },
  },
  wecom: {
    credential: { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx' },
    url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx',
    body: { msgtype: 'text', text: { content: `${message.title}\n${message.text}` } },
  },
  dingtalk: {
    credential: { url: 'https://oapi.dingtalk.com/robot/send?access_token=abcdef', secret: 'SECdemo' },
    url:
      'https://oapi.dingtalk.com/robot/send?access_token=abcdef&timestamp=1599360473123' +
      '&sign=1HQs9f3cSAHzovKqY78he1KVa4lpHx38oe3kOWE08vc%3D',
    body: {
      msgtype: 'markdown',
      markdown: { title: message.title, text: `#### ${message.title}\n\n${message.text}` },
    },
  },
  feishu: {
    credential: { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-1', secret: 'demo' },
    url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-1',
    body: {
      timestamp: '1599360473',
      sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
      msg_type: 'text',
      content: { text: `${message.title}\n${message.text}` },
    },
  },
  discord: {
    credential: { url: 'https://discord.com/api/webhooks/1/abcdefghijk' },
    url: 'https://discord.com/api/webhooks/1/abcdefghijk?wait=true',
    body: { content: `${message.title}\n${message.text}`, allowed_mentions: { parse: [] } },
  },
  slack: {
    credential: { url: 'https://hooks.slack.com/services/T0/B0/abcdefghij' },
    url: 'https://hooks.slack.com/services/T0/B0/abcdefghij',
    body: { text: `${message.title}\n${message.text}` },
  },
  ntfy: {
    credential: { topic: 'alerts', token: 'name:word' },
    url: 'https://ntfy.sh/',
    body: {
      topic: 'alerts',
      title: message.title,
      message: message.text,
      priority: 4,
      tags: ['warning'],
      click: message.url,
    },
    headers: { authorization: 'Basic bmFtZTp3b3Jk' },
  },
  gotify: {
    credential: { server: 'https://push.example.com/', token: 'AbCdEf' },
    url: 'https://push.example.com/message',
    body: { title: message.title, message: message.text, priority: 8 },
    headers: { 'x-gotify-key': 'AbCdEf' },
  },
  wxpusher: {
    credential: { spt: 'SPT_abcdefghij' },
    url: 'https://wxpusher.zjiecode.com/api/send/message/simple-push',
    body: {
      content: `${message.title}\n${message.text}`,
      summary: message.title,
      contentType: 1,
      spt: 'SPT_abcdefghij',
      url: message.url,
    },
  },
  pushplus: {
    credential: { token: '0123456789abcdef' },
    url: 'https://www.pushplus.plus/send',
    body: { token: '0123456789abcdef', title: message.title, content: message.text, template: 'markdown' },
  },
}

type Row = readonly [
  kind: HttpKind,
  status: number,
  body: string,
  verdict: string,
  afterS?: number,
  header?: string,
]

/** What each service documents, successes and refusals. */
const rows: readonly Row[] = [
  ['webhook', 200, '', 'sent'],
  ['webhook', 202, 'taken', 'sent'],
  ['webhook', 204, '', 'sent'],
  ['webhook', 404, 'no such hook', 'failed'],
  ['webhook', 429, '', 'retry', 17, '17'],
  ['telegram', 200, '{"ok":true,"result":{}}', 'sent'],
  ['telegram', 200, '{}', 'failed'],
  ['telegram', 401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', 'dead'],
  [
    'telegram',
    403,
    '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
    'dead',
  ],
  ['telegram', 404, '{"ok":false,"error_code":404,"description":"Not Found"}', 'dead'],
  ['telegram', 400, '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}', 'dead'],
  [
    'telegram',
    400,
    '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}',
    'failed',
  ],
  ['telegram', 429, '{"ok":false,"error_code":429,"parameters":{"retry_after":31}}', 'retry', 31],
  ['bark', 200, '{"code":200,"message":"success"}', 'sent'],
  ['bark', 200, '{"code":500,"message":"push failed"}', 'failed'],
  ['bark', 400, '{"code":400,"message":"failed to get device token: key not found"}', 'dead'],
  ['bark', 500, '{"code":500,"message":"push failed: BadDeviceToken"}', 'dead'],
  ['bark', 500, '{"code":500,"message":"push failed: InternalServerError"}', 'retry', 60],
  ['serverchan', 200, '{"code":0,"message":""}', 'sent'],
  ['serverchan', 200, '{"code":1}', 'failed'],
  ['serverchan', 400, '{"code":40001,"message":"[AUTH]错误的Key"}', 'dead'],
  ['serverchan', 400, '{"code":40001,"message":"超过当天的发送次数限制"}', 'retry', 3600],
  ['wecom', 200, '{"errcode":0,"errmsg":"ok"}', 'sent'],
  ['wecom', 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', 'dead'],
  ['wecom', 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', 'retry', 60],
  ['wecom', 200, '{"errcode":40058,"errmsg":"content too long"}', 'failed'],
  ['wecom', 200, '{"errcode":-1,"errmsg":"system busy"}', 'retry', 60],
  ['dingtalk', 200, '{"errcode":0,"errmsg":"ok"}', 'sent'],
  ['dingtalk', 200, '{"errcode":"0"}', 'sent'],
  ['dingtalk', 200, '{"errcode":""}', 'failed'],
  ['dingtalk', 200, '{"errcode":310000,"errmsg":"keywords not in content"}', 'failed'],
  ['dingtalk', 200, '{"errcode":130101,"errmsg":"send too fast"}', 'retry', 60],
  ['dingtalk', 200, '{"errcode":"410100"}', 'retry', 60],
  ['dingtalk', 200, '{"errcode":300001,"errmsg":"token is not exist"}', 'dead'],
  ['dingtalk', 200, '{"errcode":300005}', 'dead'],
  ['dingtalk', 200, '{"errcode":400101}', 'dead'],
  ['dingtalk', 200, '{"errcode":400102}', 'dead'],
  ['feishu', 200, '{"code":0,"msg":"success"}', 'sent'],
  ['feishu', 200, '{"StatusCode":0,"StatusMessage":"success"}', 'sent'],
  ['feishu', 200, '{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}', 'dead'],
  ['feishu', 200, '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}', 'failed'],
  ['feishu', 400, '{"code":19022,"msg":"Ip Not Allowed"}', 'failed'],
  ['feishu', 200, '{"code":19024,"msg":"Key Words Not Found"}', 'failed'],
  ['feishu', 400, '{"code":9499,"msg":"too many request"}', 'retry', 60],
  ['feishu', 200, '{"code":11232,"msg":"frequency limited"}', 'retry', 60],
  ['discord', 200, '{"id":"1","content":"x"}', 'sent'],
  ['discord', 200, 'ok', 'failed'],
  ['discord', 404, '{"message":"Unknown Webhook","code":10015}', 'dead'],
  ['discord', 429, '{"message":"You are being rate limited.","retry_after":2.4}', 'retry', 3],
  ['slack', 200, 'ok', 'sent'],
  ['slack', 200, '<html>', 'failed'],
  ['slack', 403, 'action_prohibited', 'dead'],
  ['slack', 404, 'no_service', 'dead'],
  ['slack', 410, 'channel_is_archived', 'dead'],
  ['slack', 400, 'invalid_payload', 'failed'],
  ['slack', 429, 'rate_limited', 'retry', 30, '30'],
  ['ntfy', 200, '{"id":"x","event":"message"}', 'sent'],
  ['ntfy', 200, '<html>a hotel asks you to sign in</html>', 'failed'],
  ['ntfy', 401, '{"code":40101,"http":401,"error":"unauthorized"}', 'dead'],
  ['ntfy', 429, '{"code":42908,"http":429,"error":"daily message quota reached"}', 'retry', 3600],
  ['ntfy', 429, '{"code":42901,"http":429,"error":"too many requests"}', 'retry', 60],
  ['gotify', 200, '{"id":25,"message":"x"}', 'sent'],
  ['gotify', 200, '{}', 'failed'],
  ['gotify', 400, '{"error":"Bad Request"}', 'failed'],
  ['gotify', 401, '{"error":"Unauthorized"}', 'dead'],
  ['gotify', 403, '{"error":"Forbidden"}', 'dead'],
  ['wxpusher', 200, '{"code":1000,"msg":"处理成功"}', 'sent'],
  ['wxpusher', 200, '{"code":1001,"msg":"appToken 错误"}', 'dead'],
  ['wxpusher', 200, '{"code":1002}', 'dead'],
  ['wxpusher', 200, '{"code":1008}', 'retry', 60],
  ['pushplus', 200, '{"code":200,"msg":"请求成功"}', 'sent'],
  ['pushplus', 200, '{"code":900,"msg":"用户账号使用受限"}', 'retry', 3600],
  ['pushplus', 200, '{"code":903,"msg":"无效的用户令牌"}', 'dead'],
  ['pushplus', 200, '{"code":905,"msg":"账户未进行实名认证"}', 'dead'],
  ['pushplus', 200, '{"code":907}', 'retry', 3600],
  ['pushplus', 200, '{"code":908}', 'retry', 3600],
  ['pushplus', 200, '{"code":912}', 'retry', 3600],
  ['pushplus', 200, '{"code":999,"msg":"服务端验证错误"}', 'failed'],
]

let service: Awaited<ReturnType<typeof notifiedService>>

beforeAll(async () => {
  service = await notifiedService()
})
afterAll(() => service.stop())

function context(timeoutMs = 10_000) {
  return {
    publicFetch: service.publicFetch,
    clock: () => nowMs,
    deadline: () => ({ signal: AbortSignal.timeout(timeoutMs), cancel: () => undefined }),
  }
}

async function send(kind: HttpKind, behaviour: ServiceBehaviour, timeoutMs?: number) {
  service.behaviour = behaviour
  return attempt(context(timeoutMs), kinds[kind], ways[kind].credential, message)
}

const httpKinds = channelKinds.filter((kind) => kind !== 'mail')

describe('a request of each service', () => {
  it.each(httpKinds)('%s', async (kind) => {
    const { url, body, headers = {} } = ways[kind]
    await send(kind, { status: 200, body: '' })
    const call = service.calls.at(-1)
    expect(call?.url).toBe(url)
    expect(JSON.parse(call?.body ?? '')).toEqual(body)
    expect(call?.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', ...headers })
  })
})

describe('what an answer means', () => {
  for (const [kind, status, body, expected, afterS, retryAfter] of rows) {
    it(`${kind} ${status} ${body}: ${expected}`, async () => {
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
      const verdict = await send(kind, { status, body, headers })
      expect(verdict.kind).toBe(expected)
      expect('afterS' in verdict ? verdict.afterS : undefined).toBe(afterS)
      if (verdict.kind !== 'sent') expect(verdict.reason).toMatch(new RegExp(`^HTTP ${status}`))
    })
  }

  it('has a success and a refusal of each service', () => {
    for (const kind of httpKinds) {
      const verdicts: readonly string[] = rows.filter((row) => row[0] === kind).map((row) => row[3])
      expect(verdicts, kind).toContain('sent')
      expect(new Set(verdicts).size, kind).toBeGreaterThan(1)
    }
  })
})

describe.each(httpKinds)('trouble with %s', (kind) => {
  it('does not follow a redirect', async () => {
    const before = service.calls.length
    const headers = { location: `${service.origin}/elsewhere` }
    expect(await send(kind, { status: 302, body: '', headers })).toMatchObject({ kind: 'failed' })
    expect(service.calls).toHaveLength(before + 1)
  })

  it.each(['silent', 'cut', 'reset'] as const)('tries again after an end that was %s', async (behaviour) => {
    expect(await send(kind, behaviour, behaviour === 'silent' ? 60 : 10_000)).toMatchObject({
      kind: 'retry',
      afterS: 60,
    })
  })

  it('tries again after an error of the service', async () => {
    expect(await send(kind, { status: 503, body: '<html>' })).toMatchObject({ kind: 'retry', afterS: 60 })
  })

  it('takes a megabyte for no answer that it knows', async () => {
    const verdict = await send(kind, { status: kind === 'webhook' ? 400 : 200, body: 'x'.repeat(1_000_000) })
    expect(verdict.kind).toBe('failed')
    if (verdict.kind === 'failed') expect(verdict.reason.length).toBeLessThan(400)
  })

  it('hides what a service repeats of the credential', async () => {
    const { credential } = ways[kind]
    const words = Object.values(credential).join(' ')
    const verdict = await send(kind, { status: 400, body: JSON.stringify({ message: words }) })
    expect(verdict.kind).toBe('failed')
    for (const value of Object.values(credential).filter(({ length }) => length > 6)) {
      expect(JSON.stringify(verdict)).not.toContain(value)
    }
  })
})
