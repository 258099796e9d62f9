import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { MailPort } from '../services/context/index.ts'
import { serverLimits } from './limits.ts'

/** The mails of a server without a mail provider: printed, and kept as text files for a week. */
export class MailFolder {
  readonly #folder: string
  readonly #say: (line: string) => void
  readonly #clock: () => number
  #count = 0

  constructor(options: { folder: string; say: (line: string) => void; clock: () => number }) {
    this.#folder = options.folder
    this.#say = options.say
    this.#clock = options.clock
  }

  /** Keeps one mail; links in it open accounts, so the file is for this user alone. */
  async send({ to, subject, text }: Parameters<MailPort['send']>[0]): Promise<void> {
    this.#count += 1
    const name = `${new Date(this.#clock()).toISOString().replaceAll(':', '-')}-${this.#count}.txt`
    const file = path.join(this.#folder, name)
    const mail = `To: ${to}\nSubject: ${subject}\n\n${text}\n`
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await writeFile(file, mail, { mode: 0o600 })
    // Set in: what others wrote into a mail must not look like a line of the log.
    this.#say(`--- mail, kept as ${file}\n${mail.replace(/^/gm, '  ').trimEnd()}\n---`)
  }

  /** Removes the mails that are older than a week; returns how many. */
  async sweep(): Promise<number> {
    const before = this.#clock() - serverLimits.mailKeptMs
    let removed = 0
    for (const name of await this.#names()) {
      const file = path.join(this.#folder, name)
      if ((await stat(file)).mtimeMs >= before) continue
      await rm(file, { force: true })
      removed += 1
    }
    return removed
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.txt'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  }
}
