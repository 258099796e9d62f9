import type { DueItem } from '../../domain/alerts/index.ts'
import type { Message, MessageChange } from '../notify/message.ts'
import { lineOf, type LineScene } from './lines.ts'
import type { NamedNode } from './words.ts'

/** What a message is written from. */
export type ComposeScene = LineScene & {
  readonly siteName: string
  /** '' when nobody knows where the site is. */
  readonly origin: string
  readonly nodeOf: (id: number) => NamedNode | undefined
}

const downWords = ['down', 'flapping', 'still']
/** Beyond so many lines of one kind, the rest is counted. */
const linesMax = 60

/** One message of all that a channel has to be told. */
export function compose(items: readonly DueItem[], scene: ComposeScene): Message {
  const changes = items.map((item): MessageChange => {
    const node = scene.nodeOf(item.node)
    return {
      event: item.word === 'event' ? item.kind : item.word,
      node: node === undefined ? null : { id: node.id, name: node.name },
      state: stateOf(item),
      since: new Date(item.ms).toISOString(),
      message: lineOf(item, node, scene),
      url: urlOf(scene.origin, node),
    }
  })
  const [first] = changes
  const isOne = changes.length === 1
  const url = isOne ? (first?.url ?? '') : urlOf(scene.origin, undefined)
  const lines = changes.slice(0, linesMax).map(({ message }) => (isOne ? message : `• ${message}`))
  if (changes.length > linesMax) lines.push(`… +${changes.length - linesMax}`)
  return {
    language: scene.language,
    title: titleOf(changes, scene),
    text: url === '' ? lines.join('\n') : `${lines.join('\n')}\n${url}`,
    url,
    isUrgent: items.some(({ word }) => word === 'down' || word === 'flapping'),
    changes,
  }
}

function stateOf({ word }: DueItem): MessageChange['state'] {
  if (downWords.includes(word)) return 'down'
  return word === 'up' || word === 'passed' ? 'up' : 'info'
}

function urlOf(origin: string, node: NamedNode | undefined): string {
  if (origin === '') return ''
  return node === undefined ? `${origin}/` : `${origin}/n/?id=${node.id}`
}

function titleOf(changes: readonly MessageChange[], { language, siteName }: ComposeScene): string {
  const count = (state: MessageChange['state']): number =>
    changes.filter((change) => change.state === state).length
  const [down, up, info] = [count('down'), count('up'), count('info')]
  const [only] = changes.length === 1 ? changes : []
  const name = only?.node?.name
  const isEnglish = language === 'en'
  if (name !== undefined) {
    const zh = down > 0 ? '异常' : up > 0 ? '已恢复' : '通知'
    const en = down > 0 ? 'is down' : up > 0 ? 'is back' : 'has news'
    return isEnglish ? `${name} ${en} · ${siteName}` : `${name} ${zh} · ${siteName}`
  }
  const zh = [
    down > 0 ? `${down} 项异常` : '',
    up > 0 ? `${up} 项恢复` : '',
    info > 0 ? `${info} 条通知` : '',
  ]
  const en = [down > 0 ? `${down} down` : '', up > 0 ? `${up} back` : '', info > 0 ? `${info} other` : '']
  const parts = (isEnglish ? en : zh).filter((part) => part !== '')
  return `${parts.join(isEnglish ? ', ' : '，')} · ${siteName}`
}
