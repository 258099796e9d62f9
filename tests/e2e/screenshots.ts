import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { sampleAccounts } from '../../src/tools/demo/sample-accounts.ts'
import type { Demo } from '../../src/tools/demo/start-demo.ts'
import { startServer, type RunningServer } from '../../src/server/server.ts'
import { readSettings } from '../../src/server/settings.ts'
import { repositoryRoot, serverFolder } from '../../src/tools/paths.ts'
import { desktop, launchBrowser, phone, Visitor, type View } from '../support/browser.ts'
import { openDemo } from '../support/browser-demo.ts'
import { demoPages, idsOf } from '../support/browser-pages.ts'
import { demoStates, type DemoState, type Scenery } from '../support/browser-states.ts'
import { settled, signedInPage } from '../support/browser-steps.ts'

type Variant = View & { readonly name: string }

const variants: readonly Variant[] = [
  { name: 'desktop-light', ...desktop, theme: 'light' },
  { name: 'desktop-dark', ...desktop, theme: 'dark' },
  { name: 'phone-light', ...phone, theme: 'light' },
  { name: 'phone-dark', ...phone, theme: 'dark' },
  { name: 'desktop-light-en', ...desktop, lang: 'en' },
  { name: 'phone-light-en', ...phone, lang: 'en' },
]

/** The servers that pages and states are seen on. */
type Stages = { readonly demo: Demo; readonly empty: Demo; readonly bare: RunningServer }

const pageStates: readonly DemoState[] = demoPages.map(({ name, url, as }) => ({
  name,
  ...(as ? { as } : {}),
  reach: async (page, { id }) => {
    await page.goto(url(id))
    await settled(page)
  },
}))

async function shoot(page: Page, state: DemoState, scenery: Scenery): Promise<Buffer> {
  await state.reach(page, scenery)
  // Nothing looks pointed at.
  await page.mouse.move(0, 0)
  if (!state.screen) {
    // Lazy parts come when they are seen.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
    await page.evaluate(() => scrollTo(0, 0))
  }
  return page.screenshot({ fullPage: !state.screen, animations: 'disabled' })
}

/** Takes the wanted states of one variant; answers the names of those that did not come about. */
async function shootVariant(
  browser: Browser,
  stages: Stages,
  variant: Variant,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<string[]> {
  const failed: string[] = []
  for (const state of [...pageStates, ...demoStates]) {
    if (!wanted(state.name)) continue
    const { origin } = stages[state.on ?? 'demo']
    const visitor = await Visitor.open(browser, origin, variant)
    const page = state.as ? await signedInPage(visitor, sampleAccounts[state.as]) : await visitor.page()
    if (state.as) await page.goto('about:blank')
    const file = path.join(folder, `${state.name}.${variant.name}.png`)
    try {
      const narrow = variant.width === phone.width
      await writeFile(file, await shoot(page, state, { origin, narrow, id: idsOf(stages.demo.nodes) }))
    } catch (error) {
      console.error(
        `${state.name}.${variant.name}: ${error instanceof Error ? error.message : String(error)}`,
      )
      failed.push(`${state.name}.${variant.name}`)
    }
    await visitor.close()
  }
  return failed
}

const bytesMax = 150_000

/** The README's pictures: the first screens, as WebP below 150 kB. */
async function shootReadme(browser: Browser, demo: Demo): Promise<void> {
  const folder = path.join(repositoryRoot, 'docs/images')
  await mkdir(folder, { recursive: true })
  const id = idsOf(demo.nodes)
  const pictures: readonly { name: string; view: View; url: string; as?: 'owner'; scale?: number }[] = [
    { name: 'status', view: { width: 1280, height: 960 }, url: '/' },
    {
      name: 'node-dark',
      view: { width: 1280, height: 1100, theme: 'dark' },
      url: `/n/?id=${id('上海-三网-01')}`,
    },
    { name: 'console', view: { width: 1280, height: 960 }, url: '/console/#/nodes', as: 'owner' },
    { name: 'phone', view: { width: 390, height: 1000 }, url: '/' },
  ]
  for (const { name, view, url, as } of pictures) {
    const visitor = await Visitor.open(browser, demo.origin, view)
    const page = as === undefined ? await visitor.page() : await signedInPage(visitor)
    await page.goto('about:blank')
    await page.goto(url)
    await settled(page)
    await page.waitForLoadState('networkidle')
    const devtools = await visitor.context.newCDPSession(page)
    const capture = async (quality: number): Promise<Buffer> => {
      const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality })
      return Buffer.from(data, 'base64')
    }
    let picture = await capture(90)
    for (let quality = 82; picture.length >= bytesMax && quality > 30; quality -= 8) {
      picture = await capture(quality)
    }
    if (picture.length >= bytesMax) throw new Error(`${name} is ${picture.length} bytes`)
    await writeFile(path.join(folder, `${name}.webp`), picture)
    console.log(`docs/images/${name}.webp  ${picture.length} bytes`)
    await visitor.close()
  }
}

/** The value of `--name=value`. */
function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** Every page and state in every variant; `--variant=` and `--only=name,name` take a part. */
async function shootAll(browser: Browser, demo: Demo): Promise<void> {
  const folder = path.join(repositoryRoot, 'screenshots')
  await mkdir(folder, { recursive: true })
  const names = option('only')?.split(',')
  const variant = option('variant')
  const dataDir = await mkdtemp(path.join(tmpdir(), 'easytier-bare-'))
  const empty = await openDemo({ nodes: [] })
  const settings = { ...readSettings({ PORT: '0' }), dataDir }
  const bare = await startServer({ settings, siteFolder: serverFolder, write: () => undefined })
  try {
    const failed: string[] = []
    for (const one of variants) {
      if (variant !== undefined && variant !== one.name) continue
      const wanted = (name: string): boolean => names?.includes(name) ?? true
      failed.push(...(await shootVariant(browser, { demo, empty, bare }, one, folder, wanted)))
      console.log(`screenshots/*.${one.name}.png`)
    }
    if (failed.length > 0) throw new Error(`not taken: ${failed.join(', ')}`)
  } finally {
    await bare.stop()
    await empty.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const demo = await openDemo()
const browser = await launchBrowser()
try {
  await (process.argv.includes('--readme') ? shootReadme(browser, demo) : shootAll(browser, demo))
} finally {
  await browser.close()
  await demo.stop()
}
