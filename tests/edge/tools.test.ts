import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSettings } from '../../src/emulator/settings.ts'
import { keptSecret } from '../../src/emulator/data-dir.ts'
import { startMailSink } from '../../src/emulator/mail-sink.ts'
import { tryLock, withLock } from '../../src/tools/lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tools-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the lock', () => {
  const file = (): string => path.join(folder, 'x.lock')

  test('is held once, and free again afterwards', () => {
    const first = tryLock(file())
    expect(tryLock(file())).toEqual({ heldBy: process.pid })
    if ('release' in first) first.release()
    expect(tryLock(file())).toHaveProperty('release')
  })

  test('of a dead process, and of an id that another process has now, is free', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => child.once('exit', resolve))
    for (const holder of [`${child.pid} 1`, `${process.pid} 1`, '']) {
      writeFileSync(file(), holder)
      const attempt = tryLock(file())
      expect(attempt).toHaveProperty('release')
      if ('release' in attempt) attempt.release()
    }
    expect(readdirSync(folder)).toEqual([])
  })

  test('lets one at a time work', async () => {
    let inside = 0
    const most: number[] = []
    const work = async (): Promise<void> => {
      inside += 1
      most.push(inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
    }
    await Promise.all(Array.from({ length: 5 }, () => withLock(file(), 60_000, work)))
    expect(most).toEqual([1, 1, 1, 1, 1])
  })

  test('is released when the work fails, and waiting ends', async () => {
    await expect(withLock(file(), 0, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    tryLock(file())
    await expect(withLock(file(), 0, async () => 1)).rejects.toThrow(`held by process ${process.pid}`)
  })
})

describe('settings', () => {
  test('only the variables of the table are taken', () => {
    const settings = readSettings({
      HOME: '/root',
      AWS_SECRET: 'x',
      JWT_SECRET: 's',
      MAIL_SINK_URL: 'http://elsewhere',
      API_KEY: 'k',
      PASSWORD_HASH: '',
      PORT: '0',
      DATA_DIR: '/d',
    })
    expect(settings).toEqual({
      host: '127.0.0.1',
      port: 0,
      dataDir: '/d',
      edgeEnv: { JWT_SECRET: 's' },
      nodeEnv: { API_KEY: 'k' },
      switches: [],
    })
  })

  test.each(['nodes.example.com', 'https://nodes.example.com/', 'https://a/b', 'ftp://a'])(
    'PUBLIC_ORIGIN %s is refused',
    (origin) => {
      expect(() => readSettings({ PUBLIC_ORIGIN: origin })).toThrow(
        `PUBLIC_ORIGIN must be like https://nodes.example.com, not ${origin}`,
      )
    },
  )

  test.each(['-1', '65536', '80a', '1e3'])('PORT %s is refused', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT must be 0 to 65535, not ${port}`)
  })

  test('the defaults', () => {
    const { host, port, dataDir } = readSettings({})
    expect([host, port, path.basename(dataDir)]).toEqual(['127.0.0.1', 8788, '.data'])
  })
})

test('the kept secret is made once', () => {
  const first = keptSecret(folder)
  expect(first.isNew).toBe(true)
  expect(keptSecret(folder)).toEqual({ secret: first.secret, isNew: false })
})

describe('the mail sink', () => {
  test('prints and keeps what comes with the token, refuses the rest', async () => {
    const printed: string[] = []
    const sink = await startMailSink(path.join(folder, 'mail'), (text) => printed.push(text))
    const send = async (body: string, token = sink.env['MAIL_SINK_TOKEN'] ?? ''): Promise<number> => {
      const headers = { 'x-mail-sink': token }
      return (await fetch(sink.env['MAIL_SINK_URL'] ?? '', { method: 'POST', headers, body })).status
    }
    const mail = { to: 'a@example.com', subject: '验证', text: 'http://x/\n..\n' }
    expect(await send(JSON.stringify(mail), 'wrong')).toBe(403)
    expect(await send('{')).toBe(400)
    expect(await send(JSON.stringify({ ...mail, text: 1 }))).toBe(400)
    expect(existsSync(path.join(folder, 'mail'))).toBe(false)
    expect(await send(JSON.stringify(mail))).toBe(200)
    expect(await send(JSON.stringify({ ...mail, to: '../../evil' }))).toBe(200)
    await sink.stop()
    const names = readdirSync(path.join(folder, 'mail'))
    expect(names).toHaveLength(2)
    const kept = readFileSync(path.join(folder, 'mail', names.sort()[0] ?? ''), 'utf8')
    expect(kept).toBe('To: a@example.com\nSubject: 验证\n\nhttp://x/\n..\n\n')
    expect(printed[0]).toContain(kept)
  })
})
