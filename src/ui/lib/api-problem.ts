import { errorsEn } from '../../contract/errors-en.ts'
import { errors, type ErrorCode } from '../../contract/errors.ts'

/** What the client itself can find wrong, beside the codes of the API. */
export type ClientCode = 'offline' | 'timeout' | 'bad_answer' | 'session_ended' | 'server_failed'

/** Why a call failed. `field` is a path of the contract such as `connections[1].port`; `details` is as answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ErrorCode | ClientCode | 'unknown'
  readonly status: number
  readonly field: string | undefined
  readonly retryAfterS: number | undefined
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: ApiProblem['code'],
    text: string,
    more: {
      readonly status?: number
      readonly details?: Readonly<Record<string, unknown>>
      readonly retryAfterS?: number | undefined
    } = {},
  ) {
    super(text)
    this.code = code
    this.status = more.status ?? 0
    this.details = more.details ?? {}
    this.field = typeof this.details['field'] === 'string' ? this.details['field'] : undefined
    this.retryAfterS = more.retryAfterS
  }
}

const clientTexts = {
  offline: { zh: '连不上服务器，请检查网络', en: 'The server cannot be reached; check your connection' },
  timeout: { zh: '服务器没有及时回答', en: 'The server did not answer in time' },
  bad_answer: { zh: '服务器的回答无法识别', en: 'The server’s answer could not be read' },
  session_ended: { zh: '登录已过期', en: 'Session ended' },
  server_failed: {
    zh: '服务器出错了（{n}），请稍后再试',
    en: 'The server failed ({n}). Please try again later',
  },
} as const satisfies Record<ClientCode, { zh: string; en: string }>

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errors, code)
}
function isClientCode(code: unknown): code is ClientCode {
  return typeof code === 'string' && Object.hasOwn(clientTexts, code)
}

/** The failure in the reader's language: by its code, else the server's own text. Chinese keeps the server's, which names what is wrong. */
export function problemText(problem: unknown, lang: 'zh' | 'en'): string {
  if (!(problem instanceof ApiProblem)) return clientTexts.bad_answer[lang]
  if (isClientCode(problem.code))
    return clientTexts[problem.code][lang].replace('{n}', String(problem.status))
  if (!isErrorCode(problem.code)) return problem.message
  if (lang === 'zh' && problem.message !== '') return problem.message
  return lang === 'zh' ? errors[problem.code].zh : errorsEn[problem.code]
}

function readSeconds(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header.trim())) return undefined
  return Number(header)
}

/** The problem that an answer other than 2xx tells. A 429 always has `retryAfterS` (60 when the server named none). */
export async function readProblem(answer: Response): Promise<ApiProblem> {
  const text = await answer.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    // A proxy's page, not the API's envelope: the status is all there is.
    return new ApiProblem('server_failed', `HTTP ${answer.status}`, { status: answer.status })
  }
  const { error, code, details } = (body ?? {}) as { error?: unknown; code?: unknown; details?: unknown }
  return new ApiProblem(
    isErrorCode(code) ? code : typeof error === 'string' ? 'unknown' : 'server_failed',
    typeof error === 'string' ? error : `HTTP ${answer.status}`,
    {
      status: answer.status,
      details: typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {},
      retryAfterS: answer.status === 429 ? (readSeconds(answer.headers.get('retry-after')) ?? 60) : undefined,
    },
  )
}
