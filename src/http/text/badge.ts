import { percentText } from './percent-text.ts'
import { languageOf } from './language.ts'
import { stateLooks, unknownLook, type Look } from './state-looks.ts'
import { idOf, type TextContext, type TextRoute } from './text-route.ts'
import { escapeXml } from './xml.ts'
import { isoTimeOrNull } from '../../domain/values/index.ts'
import { readBadgeFigures, type BadgeFigures } from '../../store/nodes/index.ts'

function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += char > '\u2E80' ? 12 : 6.6
  return Math.ceil(width)
}

function svg(word: string, percent: string, colour: string, seen: string): string {
  const left = textWidth(word) + 16
  const right = percent === '' ? 0 : textWidth(percent) + 16
  const width = left + right
  const label = escapeXml(`${word} ${percent}`.trim())
  const end = right === 0 ? `H${left - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4` : `h${left - 4}v20`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${label}">` +
    `<title>${label}</title><desc>${escapeXml(seen)}</desc><rect width="${width}" height="20" rx="4" fill="#454E5B"/>` +
    `<path d="M0 4a4 4 0 0 1 4-4${end}H4a4 4 0 0 1-4-4z" fill="${colour}"/>` +
    `<g fill="#fff" font-family="system-ui,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif" font-size="12" text-anchor="middle">` +
    `<text x="${left / 2}" y="14">${escapeXml(word)}</text>` +
    (right === 0 ? '' : `<text x="${left + right / 2}" y="14">${escapeXml(percent)}</text>`) +
    '</g></svg>'
  )
}

/** What checks from outside say, for who reads the picture as text. */
function seenText(row: BadgeFigures | undefined): string {
  if (row === undefined) return 'reachability=unknown'
  const at = isoTimeOrNull(row.checkedMs)
  return `reachability=${row.reachability}; checked_at=${at ?? 'never'}; verified=${row.verified}`
}

async function answerBadge(c: TextContext): Promise<Response> {
  const id = idOf(c)
  const row = id === undefined ? undefined : await readBadgeFigures(c.env.services, id)
  const look: Look = row === undefined ? unknownLook : stateLooks[row.state]
  const language = languageOf(c)
  // A check from outside has joined it within the last half hour.
  const word = row?.verified === true ? `${look[language]} ✓` : look[language]
  return new Response(svg(word, percentText(row?.uptime ?? null), look.colour, seenText(row)), {
    status: row === undefined ? 404 : 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      vary: 'accept-language',
    },
  })
}

/** `GET /badge/:id.svg`: the node's state, ticked while checks from outside join it, and its 90-day percent; 404 when unknown, expired or drained. */
export const badgeRoute: TextRoute = { id: 'badge', paths: ['/badge/:id'], answer: answerBadge }
