import type { Plugin } from 'vite'
import { isTraditional, withTraditional } from './traditional.ts'

/** The words of the static shell, in both languages; everything else waits for its catalogue. */
const words = {
  skip: ['跳到正文', 'Skip to content'],
  brand: ['EasyTier 节点', 'EasyTier nodes'],
  status: ['节点状态', 'Nodes'],
  share: ['提供节点', 'Share a node'],
  docs: ['文档', 'Docs'],
} as const

function both([zh, en]: readonly [string, string]): string {
  return zh === en
    ? zh
    : `<span data-lang="zh" lang="zh-CN">${zh}</span><span data-lang="en" lang="en">${en}</span>`
}

const logo =
  '<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M10 4.5 4 15h12z"/><g fill="currentColor"><circle cx="10" cy="4" r="2.6"/><circle cx="4" cy="15.4" r="2.6"/><circle cx="16" cy="15.4" r="2.6"/></g></svg>'

function link(href: string, name: 'status' | 'share' | 'docs', current: string): string {
  return `<a href="${href}"${name === current ? ' aria-current="page"' : ''}>${both(words[name])}</a>`
}

function header(current: string): string {
  return `${tooOld}<a class="skip" href="#main">${both(words.skip)}</a><header class="head"><div class="wrap"><a class="brand" href="/">${logo}<span class="brand-static">${both(words.brand)}</span></a><nav>${link('/', 'status', current)}${link('/share/', 'share', current)}${link('/docs/', 'docs', current)}</nav><div class="head-end"></div></div></header>`
}

const footer =
  '<footer class="foot"><div class="wrap"><a href="/docs/">API</a><a href="/feed.xml">RSS</a></div></footer>'

const noscript =
  '<noscript><p class="wrap noscript"><span data-lang="zh" lang="zh-CN">本页需要 JavaScript。不用它也可以：<a href="/peer">/peer</a> 给出一个健康节点的地址，<a href="/api/public">/api/public</a> 是节点列表。</span> <span lang="en">This page needs JavaScript. Without it: <a href="/peer">/peer</a> answers the address of a healthy node, <a href="/api/public">/api/public</a> lists the nodes.</span></p></noscript>'

/** Shown by boot.js where the browser cannot read the page's script. */
const tooOld =
  '<p class="too-old" hidden><span data-lang="zh" lang="zh-CN">浏览器太旧，打不开本页：请更新浏览器，或换用新版 Chrome、Edge、Firefox、Safari。</span><span data-lang="en" lang="en">This browser is too old for the page. Please update it, or use a current Chrome, Edge, Firefox or Safari.</span></p>'

const head = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#14181f" media="(prefers-color-scheme: dark)" />
    <meta property="og:type" content="website" />
    <meta property="og:title" content="EasyTier 节点 · EasyTier nodes" />
    <meta property="og:description" content="EasyTier 公共节点：状态、可用率与接入地址。Public EasyTier nodes: state, uptime and a peer address." />
    <meta name="twitter:card" content="summary" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="manifest" href="/manifest.webmanifest" />
    <link rel="alternate" type="application/atom+xml" title="EasyTier nodes" href="/feed.xml" />`

/** A short fingerprint (FNV-1a) that renews the address of a file whose name never changes. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** Fills the placeholders of the pages (`<!--head-->`, `<!--header:NAME-->`, `<!--footer-->`, `<!--noscript-->`) and adds boot.js. */
export function siteShell(bootFile: string): Plugin {
  let building = false
  return {
    name: 'site-shell',
    configResolved(config) {
      building = config.command === 'build'
    },
    buildStart() {
      if (building) this.emitFile({ type: 'chunk', id: bootFile, fileName: 'assets/boot.js' })
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        withTraditional(
          html
            .replace('<!--head-->', building ? head : `${head}<script type="module" src="/boot.ts"></script>`)
            .replace(/<!--header:(\w+)-->/, (_, name: string) => header(name))
            .replace('<!--footer-->', footer)
            .replace('<!--noscript-->', noscript),
        ),
    },
  }
}

function catalogueOf(module: string): string | undefined {
  if (/-later\.ts/.test(module)) return undefined
  if (isTraditional(module)) return 'tw'
  return /i18n\/(zh-CN|en)\//.exec(module)?.[1]?.slice(0, 2)
}

/** Names boot.js in the built page, with the addresses of the catalogues it may fetch early. */
export function bootScript(): Plugin {
  return {
    name: 'boot-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        let attributes = ''
        let version = ''
        for (const file of Object.values(bundle ?? {})) {
          if (file.type !== 'chunk') continue
          if (file.fileName === 'assets/boot.js') version = fingerprint(file.code)
          const language = catalogueOf(file.facadeModuleId ?? '')
          if (language) attributes += ` data-${language}="/${file.fileName}"`
        }
        return html.replace(
          '<meta charset="utf-8" />',
          `<meta charset="utf-8" />\n    <script src="/assets/boot.js?v=${version}"${attributes}></script>`,
        )
      },
    },
  }
}
