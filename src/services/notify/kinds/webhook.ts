import { jsonRequest, type Message, type MessageChange } from '../message.ts'
import { webhookSignature } from '../sign.ts'
import { otherwise, sent } from '../verdict.ts'
import type { Kind } from './kind.ts'

/** Any address: the changes as JSON, or what the owner's template makes of them; signed where there is a secret. */
export const webhook: Kind = {
  shown: ['url'],
  request: (message, { credential, nowMs }) => {
    const { url = '', secret, template } = credential
    const body = template === undefined ? JSON.stringify(bodyOf(message)) : fill(template, message)
    const seconds = Math.floor(nowMs / 1000)
    const request = jsonRequest(url, null, { 'X-Timestamp': String(seconds) })
    const signature = secret === undefined ? {} : { 'X-Signature': webhookSignature(seconds, secret, body) }
    return { ...request, headers: { ...request.headers, ...signature }, body }
  },
  verdict: (answer) => (answer.status >= 200 && answer.status < 300 ? sent : otherwise(answer)),
}

/** The first change, so that a simple receiver need not look further, and all of them. */
function bodyOf(message: Message): unknown {
  const { message: _, ...first } = message.changes[0] ?? nothing
  return {
    ...first,
    message: message.changes.length === 1 ? message.changes[0]?.message : `${message.title}\n${message.text}`,
    changes: message.changes,
  }
}

const nothing: MessageChange = { event: 'test', node: null, state: 'info', since: '', message: '', url: '' }

/** Names in braces become the values, escaped as they stand in a JSON string; other braces stay. */
function fill(template: string, message: Message): string {
  const { event, node, state, since } = message.changes[0] ?? nothing
  const values: Readonly<Record<string, string>> = {
    event,
    node: node?.name ?? '',
    state,
    since,
    title: message.title,
    message: message.text,
    url: message.url,
  }
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? JSON.stringify(values[name]).slice(1, -1) : whole,
  )
}
