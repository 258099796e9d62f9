import { cutBytes, cutPoints } from '../cut.ts'
import { jsonRequest } from '../message.ts'
import { byCode, dead, fieldsOf, quotaS, retry } from '../verdict.ts'
import { type Kind, wholeText } from './kind.ts'

/** Services that push into WeChat. */

const serverchanTitleMax = 32
const serverchanBytesMax = 30_000
const summaryCharsMax = 100
const titleCharsMax = 100
const wxpusherCharsMax = 40_000
const pushplusCharsMax = 20_000

/** sct.ftqq.com (Turbo) and sc3.ft07.com: which of them shows in the key. */
export const serverchan: Kind = {
  shown: ['key'],
  // A free account has five: what happens meanwhile goes into one message.
  perDay: 5,
  request: (message, { credential }) => {
    const key = credential['key'] ?? ''
    const uid = /^sctp(\d+)t/.exec(key)?.[1]
    const url =
      uid === undefined
        ? `https://sctapi.ftqq.com/${key}.send`
        : `https://${uid}.push.ft07.com/send/${key}.send`
    return jsonRequest(url, {
      title: cutPoints(message.title, serverchanTitleMax),
      desp: cutBytes(message.text.replaceAll('\n', '\n\n'), serverchanBytesMax),
    })
  },
  verdict: (answer) => {
    const { code } = fieldsOf(answer)
    // One code for a bad key and for a day that is used up.
    if (Number(code) === 40001) {
      return /次数|上限|限制|limit|quota/i.test(answer.body) ? retry(answer, quotaS) : dead(answer)
    }
    return byCode(answer, code, { sent: [0] })
  },
}

/** wxpusher.zjiecode.com/docs, the simple push by an SPT. */
export const wxpusher: Kind = {
  shown: ['spt'],
  request: (message, { credential }) =>
    jsonRequest('https://wxpusher.zjiecode.com/api/send/message/simple-push', {
      content: cutPoints(wholeText(message), wxpusherCharsMax),
      summary: cutPoints(message.title, summaryCharsMax),
      contentType: 1,
      spt: credential['spt'],
      url: message.url,
    }),
  verdict: (answer) =>
    byCode(answer, fieldsOf(answer)['code'], { sent: [1000], retry: [1008], dead: [1001, 1002] }),
}

/** pushplus.plus/doc; HTTP is 200 whatever it says. */
export const pushplus: Kind = {
  shown: ['token'],
  perDay: 200,
  request: (message, { credential }) =>
    jsonRequest('https://www.pushplus.plus/send', {
      token: credential['token'],
      title: cutPoints(message.title, titleCharsMax),
      content: cutPoints(message.text.replaceAll('\n', '\n\n'), pushplusCharsMax),
      template: 'markdown',
    }),
  verdict: (answer) =>
    byCode(answer, fieldsOf(answer)['code'], {
      sent: [200],
      retry: [500],
      quota: [900, 907, 908, 912],
      dead: [903, 905],
    }),
}
