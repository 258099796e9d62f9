import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** Chromium's path: `CHROMIUM`, else what the system has; undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named) return named
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/bin')
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file))
}

/** What to say where there is no browser; in CI that is a failure. */
export const noChromium =
  'no chromium found (apt-get install chromium, or set CHROMIUM): browser tests skipped'

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(noChromium)
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ],
  })
}

/** How a visitor looks at the pages. */
export type View = {
  readonly lang?: 'zh' | 'tw' | 'en'
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** A wide screen that answers fingers; narrow ones always do. */
  readonly touch?: boolean
  /** False: a browser without JavaScript. */
  readonly script?: boolean
}

export const desktop = { width: 1280, height: 900 } as const
export const phone = { width: 360, height: 740 } as const

/** Waits of locators, generous for a slow and busy machine. */
export const patienceMs = 30_000

/**
 * A visitor with a storage of its own. What goes wrong in any of its pages is collected: console errors, exceptions,
 * violations of the content security policy and requests to other hosts.
 */
export class Visitor {
  readonly context: BrowserContext
  readonly problems: string[] = []
  readonly #origin: string
  #expected: readonly RegExp[] = []

  private constructor(context: BrowserContext, origin: string) {
    this.context = context
    this.#origin = origin
    context.setDefaultTimeout(patienceMs)
    context.setDefaultNavigationTimeout(patienceMs * 2)
    context.on('page', (page) => this.#watch(page))
  }

  static async open(browser: Browser, origin: string, view: View = {}): Promise<Visitor> {
    const {
      lang = 'zh',
      theme = 'light',
      width = desktop.width,
      height = desktop.height,
      script = true,
      touch = false,
    } = view
    const context = await browser.newContext({
      baseURL: origin,
      locale: { zh: 'zh-CN', tw: 'zh-HK', en: 'en-GB' }[lang],
      timezoneId: 'Asia/Shanghai',
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: 'reduce',
      javaScriptEnabled: script,
      permissions: ['clipboard-read', 'clipboard-write'],
      ...(width < 600 ? { hasTouch: true, isMobile: true } : { hasTouch: touch }),
    })
    // Reported as console errors, too, but not for every directive.
    await context.addInitScript(() =>
      addEventListener('securitypolicyviolation', (event) =>
        console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
      ),
    )
    return new Visitor(context, origin)
  }

  async page(url?: string): Promise<Page> {
    const page = await this.context.newPage()
    if (url !== undefined) await page.goto(url)
    return page
  }

  /** From now on these are no problems: a wrong password answers 401, which Chromium writes to the console. */
  expects(...patterns: readonly RegExp[]): void {
    this.#expected = patterns
  }

  async close(): Promise<void> {
    await this.context.close()
  }

  #note(text: string): void {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.problems.push(text)
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      this.#note(`${message.text()} (${message.location().url}) on ${page.url()}`)
    })
    page.on('pageerror', (error) => this.#note(`${error.stack ?? error.message} on ${page.url()}`))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== this.#origin) this.#note(`request to ${request.url()}`)
    })
  }
}
