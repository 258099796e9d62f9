import MarkdownIt, { type Token } from 'markdown-it'

/** A heading below the title; `id` is what GitHub would call it, so that links inside the file work in both places. */
export type Heading = Readonly<{ level: number; id: string; text: string }>

export type Guide = Readonly<{ html: string; title: string; headings: readonly Heading[] }>

type Options = Readonly<{
  /** Ids of the headings in their order, in the place of the file's own. */
  ids?: readonly string[]
  /** The site's address of what a relative link points at. */
  linkTo: (href: string) => string
}>

const markdown = new MarkdownIt({ html: false, linkify: false })
const escape = markdown.utils.escapeHtml
function sectionOf(token: Token | undefined): string {
  return escape(String(token?.meta?.['section'] ?? ''))
}

const { rules } = markdown.renderer
rules['fence'] = (tokens, at) => {
  const code = escape((tokens[at]?.content ?? '').replace(/\n$/, ''))
  // Commands may break anywhere; files keep their lines and scroll, for which they must be reachable by keyboard.
  const file = tokens[at]?.info === 'sh' ? '' : ' class="file" tabindex="0"'
  return `<div class="code"><pre${file}><code>${code}</code></pre><span data-copy="${sectionOf(tokens[at])}"></span></div>\n`
}
// A region that scrolls must be reachable by keyboard; regions must differ by name.
rules['table_open'] = (tokens, at) => {
  const count = tokens.slice(0, at + 1).filter(({ type }) => type === 'table_open').length
  return `<div class="scroll" tabindex="0" role="region" aria-label="${sectionOf(tokens[at])} (${count})"><table>\n`
}
rules['table_close'] = () => '</table></div>\n'

// The pages that pictures show are at hand on the site itself, and would make a third of what is deployed.
rules['image'] = () => ''

/** GitHub's anchor of a heading: lower case, punctuation dropped, spaces to hyphens. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

function textOf(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join('')
}

/** The headings of a Markdown text, the title first. Ids of equal headings get a number, as on GitHub. */
export function headingsOf(text: string): Heading[] {
  const seen = new Map<string, number>()
  return markdown.parse(text, {}).flatMap((token, at, all) => {
    if (token.type !== 'heading_open') return []
    const words = textOf(all[at + 1])
    const slug = slugOf(words)
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return [{ level: Number(token.tag.slice(1)), id: count === 0 ? slug : `${slug}-${count}`, text: words }]
  })
}

/** Addresses of all links in a Markdown text, as they are written. */
export function linksOf(text: string): string[] {
  return markdown
    .parse(text, {})
    .flatMap((token) => token.children ?? [])
    .flatMap((token) => (token.type === 'link_open' ? [String(token.attrGet('href') ?? '')] : []))
}

/**
 * Renders a guide for its page, all below its title. Headings get ids; code blocks a place for a copy button; tables may scroll by
 * themselves. Throws when a link inside the file has no heading.
 */
export function renderGuide(text: string, { ids, linkTo }: Options): Guide {
  const own = headingsOf(text)
  const headings = own.map((heading, at) => ({ ...heading, id: ids?.[at] ?? heading.id }))
  const anchor = (slug: string): string => {
    const at = own.findIndex(({ id }) => id === slug)
    const found = headings[at]
    if (!found) throw new Error(`no heading for #${slug}`)
    return `#${found.id}`
  }
  const target = (href: string): string => {
    if (href.startsWith('#')) return anchor(decodeURIComponent(href.slice(1)))
    return /^[a-z]+:/.test(href) ? href : linkTo(href)
  }
  const tokens = markdown.parse(text, {})
  let at = -1
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      at += 1
      token.attrSet('id', headings[at]?.id ?? '')
    }
    token.meta = { section: headings[at]?.text ?? '' }
    for (const link of token.children ?? []) {
      if (link.type !== 'link_open') continue
      const href = target(String(link.attrGet('href') ?? ''))
      link.attrSet('href', href)
      if (/^https?:/.test(href)) link.attrSet('rel', 'noreferrer')
    }
  }
  // Without the title: the page puts it above the contents.
  const rest = tokens.slice(tokens.findIndex(({ type }) => type === 'heading_close') + 1)
  const html = markdown.renderer.render(rest, markdown.options, {}).replaceAll('<p></p>\n', '')
  return { html, title: headings[0]?.text ?? '', headings: headings.slice(1) }
}

/** The title of a guide and its table of contents: the chapters, and the sections of each. */
export function headHtml({ title, headings }: Guide, label: string): string {
  const items = headings
    .filter(({ level }) => level <= 3)
    .map(({ level, id, text }) => {
      const words = escape(text)
      return `<li${level === 3 ? ' class="toc-sub"' : ''}><a href="#${id}">${words}</a></li>`
    })
  return `<h1>${escape(title)}</h1><nav class="toc" aria-label="${label}"><ul>${items.join('')}</ul></nav>`
}
