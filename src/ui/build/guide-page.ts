import type { Plugin } from 'vite'
import { traditional } from './traditional.ts'
import { headHtml, renderGuide, type Guide } from './guide-html.ts'

const folder = `${import.meta.dirname}/../../../docs/`

/** The guides and where the site has them; the files are `docs/<name>.md` and `docs/<name>.zh-CN.md`. */
export const guides = [
  'operators',
  'clients',
  'players',
  'self-hosting',
  'deploying',
  'alerts',
  'moving-from-easytier-worker',
] as const
export type GuideName = (typeof guides)[number]

/** What the files point at, by its address on the site. */
const places: Readonly<Record<string, string>> = {
  'operators.md': '/docs/operators/',
  'operators.zh-CN.md': '/docs/operators/',
  'players.md': '/docs/players/',
  'players.zh-CN.md': '/docs/players/',
  'clients.md': '/docs/clients/',
  'clients.zh-CN.md': '/docs/clients/',
  'self-hosting.md': '/docs/self-hosting/',
  'self-hosting.zh-CN.md': '/docs/self-hosting/',
  'alerts.md': '/docs/alerts/',
  'alerts.zh-CN.md': '/docs/alerts/',
  'deploying.md': '/docs/deploying/',
  'deploying.zh-CN.md': '/docs/deploying/',
  'moving-from-easytier-worker.md': '/docs/moving-from-easytier-worker/',
  'moving-from-easytier-worker.zh-CN.md': '/docs/moving-from-easytier-worker/',
  '../public/reporter.sh': '/reporter.sh',
  '../src/contract/openapi.json': '/docs/',
}

function linkTo(href: string): string {
  const [file = '', hash] = href.split('#')
  const place = places[file]
  if (place === undefined) throw new Error(`a guide links to ${href}, which the site does not have`)
  return hash === undefined ? place : `${place}#${hash}`
}

/** A guide in all languages as the inside of `main`; ids are those of the English headings, `zh-` or `tw-` before the Chinese. */
export function guideHtml(english: string, chinese: string): string {
  const en = renderGuide(english, { linkTo })
  const zh = renderGuide(chinese, { linkTo, ids: ['', ...en.headings.map(({ id }) => `zh-${id}`)] })
  const part = (short: string, lang: string, label: string, guide: Guide): string =>
    `<div class="guide-text" data-lang="${short}" lang="${lang}">` +
    `${headHtml(guide, label)}<article>${guide.html}</article></div>`
  const simplified = part('zh', 'zh-CN', '目录', zh)
  const ids = ['', ...en.headings.map(({ id }) => `tw-${id}`)]
  const tw = part('tw', 'zh-TW', '目录', renderGuide(chinese, { linkTo, ids }))
  return simplified + traditional(tw) + part('en', 'en', 'Contents', en)
}

/** Puts the guides into their pages in the place of `<!--guide:NAME-->`. */
export function guidePages(): Plugin {
  const html = new Map<string, string>()
  return {
    name: 'guide-pages',
    async buildStart() {
      for (const name of guides) {
        const [en = '', zh = ''] = await Promise.all(
          [`${name}.md`, `${name}.zh-CN.md`].map((file) => {
            this.addWatchFile(folder + file)
            return this.fs.readFile(folder + file, { encoding: 'utf8' })
          }),
        )
        html.set(name, guideHtml(en, zh))
      }
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (page) => page.replace(/<!--guide:([\w-]+)-->/, (_, name: string) => html.get(name) ?? ''),
    },
  }
}
