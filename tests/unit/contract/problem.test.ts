import { describe, expect, it } from 'vitest'
import { errors, ServiceError, type ErrorCode } from '../../../src/contract/errors.ts'
import { toProblem } from '../../../src/contract/problem.ts'

describe('toProblem', () => {
  for (const code of Object.keys(errors) as ErrorCode[]) {
    it(`${code} has the status and the text of the table`, () => {
      const problem = toProblem(new ServiceError(code))
      expect(problem.status).toBe(errors[code].status)
      expect(problem.body).toEqual({ error: errors[code].zh, code })
    })
  }

  it('shows nothing of a bug', () => {
    for (const thrown of [new Error('secret path /etc/passwd'), 'text', undefined, null, { status: 200 }]) {
      expect(toProblem(thrown)).toEqual({
        status: 500,
        body: { error: '服务器内部错误', code: 'internal' },
        headers: {},
      })
    }
  })

  it('asks for whole seconds, at least one', () => {
    const retryAfter = (details?: { retry_after_seconds: number }) =>
      toProblem(new ServiceError('rate_limited', details)).headers['retry-after']
    expect(retryAfter({ retry_after_seconds: 12.2 })).toBe('13')
    expect(retryAfter({ retry_after_seconds: 0 })).toBe('1')
    expect(retryAfter({ retry_after_seconds: Number.NaN })).toBe('1')
    expect(retryAfter()).toBe('1')
  })

  it('names what is allowed', () => {
    expect(toProblem(new ServiceError('method_not_allowed', { allow: ['GET', 'HEAD'] })).headers).toEqual({
      allow: 'GET, HEAD',
    })
  })
})
