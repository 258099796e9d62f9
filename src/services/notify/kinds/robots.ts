import { cutBytes, cutPoints } from '../cut.ts'
import { jsonRequest } from '../message.ts'
import { dingtalkSign, feishuSign } from '../sign.ts'
import { byCode, fieldsOf } from '../verdict.ts'
import { type Kind, wholeText } from './kind.ts'

/** Robots of groups in WeCom, DingTalk and Feishu. All of them refuse with HTTP 200, too. */

const wecomBytesMax = 2048
const dingtalkBytesMax = 20_000
/** 20 KB is the whole body; quotes and line ends grow in JSON. */
const feishuBytesMax = 16_000
const titleCharsMax = 60

/** developer.work.weixin.qq.com/document/path/91770 */
export const wecom: Kind = {
  shown: ['url'],
  request: (message, { credential }) =>
    jsonRequest(credential['url'] ?? '', {
      msgtype: 'text',
      text: { content: cutBytes(wholeText(message), wecomBytesMax) },
    }),
  verdict: (answer) =>
    byCode(answer, fieldsOf(answer)['errcode'], { sent: [0], retry: [-1, 45009], dead: [93000] }),
}

/** open.dingtalk.com/document/orgapp/custom-robots-send-group-messages */
export const dingtalk: Kind = {
  shown: ['url'],
  request: (message, { credential, nowMs }) => {
    const { url = '', secret } = credential
    const signed =
      secret === undefined
        ? url
        : `${url}&timestamp=${nowMs}&sign=${encodeURIComponent(dingtalkSign(nowMs, secret))}`
    const title = cutPoints(message.title, titleCharsMax)
    // Markdown joins lines that no empty one parts.
    const text = cutBytes(`#### ${title}\n\n${message.text.replaceAll('\n', '\n\n')}`, dingtalkBytesMax)
    return jsonRequest(signed, { msgtype: 'markdown', markdown: { title, text } })
  },
  verdict: (answer) =>
    byCode(answer, fieldsOf(answer)['errcode'], {
      sent: [0],
      retry: [-1, 130101, 410100],
      dead: [300001, 300005, 400101, 400102],
    }),
}

/** open.feishu.cn/document/client-docs/bot-v3/add-custom-bot; the same for Lark. */
export const feishu: Kind = {
  shown: ['url'],
  request: (message, { credential, nowMs }) => {
    const { url = '', secret } = credential
    const seconds = Math.floor(nowMs / 1000)
    const signature =
      secret === undefined ? {} : { timestamp: String(seconds), sign: feishuSign(seconds, secret) }
    const text = cutBytes(wholeText(message), feishuBytesMax)
    return jsonRequest(url, { ...signature, msg_type: 'text', content: { text } })
  },
  verdict: (answer) => {
    const { code, StatusCode } = fieldsOf(answer)
    return byCode(answer, code ?? StatusCode, { sent: [0], retry: [9499, 11232], dead: [19001] })
  },
}
