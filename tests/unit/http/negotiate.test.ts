import { describe, expect, it } from 'vitest'
import { Hono } from 'hono'
import { languageOf } from '../../../src/http/text/language.ts'
import { prefersPage } from '../../../src/http/text/prefers-page.ts'
import type { TextEnv } from '../../../src/http/text/text-route.ts'

const app = new Hono<TextEnv>()
app.get('/page', (c) => c.text(prefersPage(c) ? 'page' : 'text'))
app.get('/language', (c) => c.text(languageOf(c)))

async function ask(path: string, headers: Record<string, string>): Promise<string> {
  return (await app.request(path, { headers })).text()
}

describe('whether a person is asking', () => {
  it.each([
    ['', 'text'],
    ['*/*', 'text'],
    ['text/html', 'page'],
    ['TEXT/HTML', 'page'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'page'],
    ['*/*;q=0.8,text/html', 'page'],
    ['text/html, */*', 'page'],
    ['text/html;q=0.9, text/plain', 'text'],
    ['text/plain, text/html', 'text'],
    ['text/html, text/plain', 'page'],
    ['text/html;q=0', 'text'],
    ['text/html;q=0, */*', 'text'],
    ['text/html;q=0.1, */*', 'text'],
    ['text/*', 'text'],
    ['text/*, text/plain;q=0.1', 'page'],
    ['application/json', 'text'],
    ['application/json, text/html;q=0.2', 'page'],
    ['text/html-fragment', 'text'],
    ['application/x-text/html', 'text'],
  ])('Accept: %s gets the %s', async (accept, answer) => {
    expect(await ask('/page', accept === '' ? {} : { accept })).toBe(answer)
  })

  it('believes a browser that navigates, and no other fetch of it', async () => {
    expect(await ask('/page', { accept: '*/*', 'sec-fetch-mode': 'navigate' })).toBe('page')
    expect(await ask('/page', { accept: '*/*', 'sec-fetch-mode': 'cors' })).toBe('text')
  })
})

describe('the language of an answer', () => {
  it.each([
    ['', 'zh'],
    ['*', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-GB', 'en'],
    ['en;q=0.5, zh', 'zh'],
    ['zh;q=0.5, en-US', 'en'],
    ['fr, zh;q=0.8, en;q=0.7', 'zh'],
    ['fr', 'en'],
    ['en;q=0, *', 'zh'],
  ])('Accept-Language: %s is %s', async (accepted, language) => {
    expect(await ask('/language', accepted === '' ? {} : { 'accept-language': accepted })).toBe(language)
  })

  it('follows ?lang= before the header', async () => {
    expect(await ask('/language?lang=zh-TW', { 'accept-language': 'en' })).toBe('zh')
    expect(await ask('/language?lang=en', { 'accept-language': 'zh' })).toBe('en')
    expect(await ask('/language?lang=fr', {})).toBe('en')
    expect(await ask('/language?lang=', { 'accept-language': 'en' })).toBe('zh')
  })
})
