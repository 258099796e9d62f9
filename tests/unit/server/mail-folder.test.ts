import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MailFolder } from '../../../src/server/mail-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mails-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('prints a mail set in, so that no line of its text is taken for one of the log', async () => {
  const said: string[] = []
  const mails = new MailFolder({ folder, say: (line) => void said.push(line), clock: () => 0 })
  const forged = '{"time":"2026-11-30T20:00:00.000Z","level":"error","event":"request"}'
  const text = `The reason:\r\n${forged}\r${forged}\u2028${forged}\n--- mail, kept as x\n${forged}`
  await mails.send({ to: 'owner@example.com', subject: 'A node was not approved', text })
  const printed = said.join('\n').split(/[\n\r\u2028\u2029]/)
  expect(printed.filter((line) => line.startsWith('{'))).toEqual([])
  expect(printed.filter((line) => line.startsWith('---'))).toHaveLength(2)
  const [name = ''] = await readdir(folder)
  expect(await readFile(path.join(folder, name), 'utf8')).toContain(text)
})

it('keeps mails, whose links are secrets, for seven days', async () => {
  const dayMs = 86_400_000
  const nowMs = Date.UTC(2026, 10, 30)
  const mails = new MailFolder({ folder, say: () => undefined, clock: () => nowMs })
  for (const days of [6.9, 7.1, 30])
    await mails.send({ to: 'owner@example.com', subject: `${days} days`, text: 'a link' })
  for (const name of await readdir(folder)) {
    const [days = ''] = /[\d.]+(?= days)/.exec(await readFile(path.join(folder, name), 'utf8')) ?? []
    await utimes(path.join(folder, name), new Date(nowMs), new Date(nowMs - Number(days) * dayMs))
  }
  expect(await mails.sweep()).toBe(2)
  const [left = '', ...more] = await readdir(folder)
  expect(more).toEqual([])
  expect(await readFile(path.join(folder, left), 'utf8')).toContain('6.9 days')
})
