import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'
import { guidePages } from './guide-page.ts'
import { bootScript, siteShell } from './site-shell.ts'

const root = `${import.meta.dirname}/`

/** Built behind the status page. The guides differ in nothing but their text, so they are built together. */
const others = [
  ['n/index.html'],
  ['console/index.html'],
  ['share/index.html'],
  ['docs/index.html'],
  ['docs/operators/index.html', 'docs/clients/index.html', 'docs/self-hosting/index.html'],
  ['404.html'],
]

/**
 * One build a page: no chunk is shared between pages, so each needs one script, one style sheet and one catalogue.
 * Two round trips fewer are worth more here than a shared Preact of 6 KB.
 */
function pageConfig(pages: readonly string[]): InlineConfig {
  return {
    configFile: false,
    root,
    base: '/',
    appType: 'mpa',
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [siteShell(`${root}boot.ts`), bootScript(), guidePages()],
    build: {
      outDir: '../../public',
      emptyOutDir: false,
      assetsDir: 'assets',
      target: 'es2022',
      cssTarget: 'chrome111',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: { input: pages.map((page) => root + page) },
    },
  }
}

/** Builds the remaining pages when the first is written. */
function otherPages(): Plugin {
  let outDir = ''
  return {
    name: 'other-pages',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir
    },
    async closeBundle() {
      for (const pages of others) {
        const config = pageConfig(pages)
        await build({ ...config, build: { ...config.build, outDir } })
      }
    },
  }
}

const first = pageConfig(['index.html'])

export default defineConfig({
  ...first,
  plugins: [first.plugins, otherPages()],
  server: {
    proxy: { '^/(api|peer|node/|badge|feed)': process.env['API_ORIGIN'] ?? 'http://127.0.0.1:8788' },
  },
})
