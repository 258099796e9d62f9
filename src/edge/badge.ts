import type { NodeState } from '../contract/node.ts'
import { escapeXml } from './xml.ts'
import type { TextContext } from './text-context.ts'
import { readBadgeFigures } from '../store/nodes/index.ts'

type Look = { readonly zh: string; readonly en: string; readonly colour: string }

const looks = {
  online: { zh: '在线', en: 'Online', colour: '#08695A' },
  full: { zh: '满载', en: 'Full', colour: '#835000' },
  quota_low: { zh: '流量将尽', en: 'Quota nearly used', colour: '#835000' },
  quota_used: { zh: '流量用尽', en: 'Quota used up', colour: '#835000' },
  offline: { zh: '离线', en: 'Offline', colour: '#A52318' },
  waiting: { zh: '等待首次上报', en: 'Awaiting first report', colour: '#5D6775' },
  drained: { zh: '已停用', en: 'Drained', colour: '#5D6775' },
  expired: { zh: '已过期', en: 'Expired', colour: '#5D6775' },
} as const satisfies Record<NodeState, Look>
const unknown: Look = { zh: '未知', en: 'Unknown', colour: '#5D6775' }

/** Word of a state. */
export function stateWord(state: NodeState, lang: 'zh' | 'en'): string {
  return looks[state][lang]
}

/** Language of a text answer: `?lang=`, else Accept-Language, else Chinese. */
export function langOf({ url, request }: TextContext): 'zh' | 'en' {
  const asked = url.searchParams.get('lang') ?? request.headers.get('accept-language') ?? 'zh'
  return /^zh/i.test(asked.trim()) || !/^[a-z]{2}/i.test(asked.trim()) ? 'zh' : 'en'
}

function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += char > '\u2E80' ? 12 : 6.6
  return Math.ceil(width)
}

function svg(word: string, percent: string, colour: string): string {
  const left = textWidth(word) + 16
  const right = textWidth(percent) + 16
  const width = left + right
  const label = escapeXml(`${word} ${percent}`)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${label}">` +
    `<title>${label}</title><rect width="${width}" height="20" rx="4" fill="#454E5B"/>` +
    `<path d="M0 4a4 4 0 0 1 4-4h${left - 4}v20H4a4 4 0 0 1-4-4z" fill="${colour}"/>` +
    `<g fill="#fff" font-family="system-ui,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif" font-size="12" text-anchor="middle">` +
    `<text x="${left / 2}" y="14">${escapeXml(word)}</text><text x="${left + right / 2}" y="14">${escapeXml(percent)}</text></g></svg>`
  )
}

/** 90-day percent as shown: truncated, `100%` only without downtime, `-` without data. */
function percentText(uptime: number | null): string {
  return uptime === null ? '-' : uptime === 100 ? '100%' : `${uptime.toFixed(2)}%`
}

/** `GET /badge/:id.svg`: the node's state and its 90-day percent; 404 when unknown, expired or drained. */
export async function answerBadge(context: TextContext): Promise<Response> {
  const row = context.id === undefined ? undefined : await readBadgeFigures(context, context.id)
  const lang = langOf(context)
  const look: Look = row === undefined ? unknown : looks[row.state]
  return new Response(svg(look[lang], percentText(row?.uptime ?? null), look.colour), {
    status: row === undefined ? 404 : 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
      vary: 'accept-language',
    },
  })
}
