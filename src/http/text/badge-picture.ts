import { escapeXml } from './xml.ts'

/** Header fields of every badge. */
export const badgeHeaders = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': 'public, max-age=60',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  vary: 'accept-language',
} as const

/** What stands on a badge, and behind it. */
export type Side = { readonly text: string; readonly colour: string }

export const greySide = '#454E5B'

function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += char > '\u2E80' ? 12 : 6.6
  return Math.ceil(width)
}

/** A badge (SVG) of two texts side by side, of the first alone where the other is empty; `told`: for who reads the picture as text. */
export function badgePicture(first: Side, second: Side, told: string): string {
  const left = textWidth(first.text) + 16
  const right = second.text === '' ? 0 : textWidth(second.text) + 16
  const width = left + right
  const label = escapeXml(`${first.text} ${second.text}`.trim())
  const end = right === 0 ? `H${left - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4` : `h${left - 4}v20`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${label}">` +
    `<title>${label}</title><desc>${escapeXml(told)}</desc><rect width="${width}" height="20" rx="4" fill="${second.colour}"/>` +
    `<path d="M0 4a4 4 0 0 1 4-4${end}H4a4 4 0 0 1-4-4z" fill="${first.colour}"/>` +
    `<g fill="#fff" font-family="system-ui,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif" font-size="12" text-anchor="middle">` +
    `<text x="${left / 2}" y="14">${escapeXml(first.text)}</text>` +
    (right === 0 ? '' : `<text x="${left + right / 2}" y="14">${escapeXml(second.text)}</text>`) +
    '</g></svg>'
  )
}
