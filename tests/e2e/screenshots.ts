import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { sampleAccounts } from '../../src/local/demo/sample-accounts.ts'
import type { Demo } from '../../src/local/demo/start-demo.ts'
import { ROOT } from '../../src/tools/paths.ts'
import { desktop, launchBrowser, phone, Visitor, type View } from '../support/browser.ts'
import { openDemo } from '../support/browser-demo.ts'
import { demoPages, idsOf } from '../support/browser-pages.ts'
import { settled, signedInPage } from '../support/browser-steps.ts'

type Variant = View & { readonly name: string; readonly only?: readonly string[] }

const variants: readonly Variant[] = [
  { name: 'desktop-light', ...desktop, theme: 'light' },
  { name: 'desktop-dark', ...desktop, theme: 'dark' },
  { name: 'phone-light', ...phone, theme: 'light' },
  { name: 'phone-dark', ...phone, theme: 'dark' },
  {
    name: 'desktop-light-en',
    ...desktop,
    lang: 'en',
    only: ['status', 'node', 'nodes', 'node-new', 'docs', 'share'],
  },
  { name: 'phone-light-en', ...phone, lang: 'en', only: ['status', 'node', 'nodes', 'node-new', 'reporter'] },
]

async function shoot(page: Page, url: string): Promise<Buffer> {
  await page.goto('about:blank')
  await page.goto(url)
  await settled(page)
  // Lazy parts come when they are seen.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => scrollTo(0, 0))
  return page.screenshot({ fullPage: true, animations: 'disabled' })
}

async function shootVariant(browser: Browser, demo: Demo, variant: Variant, folder: string): Promise<void> {
  const accounts = { owner: sampleAccounts.owner, admin: sampleAccounts.admin } as const
  for (const who of [undefined, 'owner', 'admin'] as const) {
    const mine = demoPages.filter(({ as, name }) => as === who && (variant.only?.includes(name) ?? true))
    if (mine.length === 0) continue
    const visitor = await Visitor.open(browser, demo.origin, variant)
    const page = who === undefined ? await visitor.page() : await signedInPage(visitor, accounts[who])
    for (const shot of mine) {
      const file = path.join(folder, `${shot.name}.${variant.name}.png`)
      await writeFile(file, await shoot(page, shot.url(idsOf(demo.nodes))))
    }
    await visitor.close()
  }
}

const bytesMax = 150_000

/** The README's pictures: the first screens, as WebP below 150 kB. */
async function shootReadme(browser: Browser, demo: Demo): Promise<void> {
  const folder = path.join(ROOT, 'docs/images')
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

const only = process.argv.find((argument) => argument.startsWith('--variant='))?.slice('--variant='.length)
const demo = await openDemo()
const browser = await launchBrowser()
try {
  if (process.argv.includes('--readme')) await shootReadme(browser, demo)
  else {
    const folder = path.join(ROOT, 'screenshots')
    await mkdir(folder, { recursive: true })
    for (const variant of variants) {
      if (only !== undefined && only !== variant.name) continue
      await shootVariant(browser, demo, variant, folder)
      console.log(`screenshots/*.${variant.name}.png`)
    }
  }
} finally {
  await browser.close()
  await demo.stop()
}
