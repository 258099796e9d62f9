import { languageOf } from './language.ts'
import { percentText } from './percent-text.ts'
import { plain } from './plain.ts'
import { stateLooks } from './state-looks.ts'
import type { TextContext } from './text-route.ts'
import { escapeXml } from './xml.ts'
import { readBadgeFigures } from '../../store/nodes/index.ts'

/** Programs that fetch a link to show what is behind it: those of chats and search engines say so. */
const previewers = /bot\b|spider|crawler|preview|externalhit|whatsapp|embedly|iframely|qq-url-manager/i

/** Whether a program asks that shows its readers what a link leads to. */
export function isPreviewer(c: TextContext): boolean {
  return previewers.test(c.req.header('user-agent') ?? '')
}

/**
 * What such a program shows of a node: its name, state and 90-day percent as Open Graph tags, and the way to its page for whoever
 * opens the answer. No address is given out. 6 operations.
 */
export async function answerPreview(c: TextContext, id: number, vary: string): Promise<Response> {
  const figures = await readBadgeFigures(c.env.services, id)
  if (figures === undefined) return plain('no such node', 404, { vary })
  const language = languageOf(c)
  const word = stateLooks[figures.state][language]
  const title = escapeXml(`${figures.name} · ${word}`)
  const percent = percentText(figures.uptime)
  const said = language === 'zh' ? `EasyTier 公共节点：${word}` : `EasyTier node: ${word.toLowerCase()}`
  const text =
    said +
    (percent === '' ? '' : language === 'zh' ? `，90 天可用率 ${percent}` : `, 90-day uptime ${percent}`)
  const page = `/n/?id=${id}`
  const html = `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta property="og:type" content="website">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${escapeXml(text)}">
<meta name="twitter:card" content="summary">
<meta http-equiv="refresh" content="0; url=${page}">
<link rel="canonical" href="${page}">
</head>
<body><a href="${page}">${title}</a></body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      vary: `${vary}, accept-language`,
    },
  })
}
