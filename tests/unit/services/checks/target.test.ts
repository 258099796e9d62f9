import { describe, expect, it } from 'vitest'
import type { ServiceContext } from '../../../../src/services/context/context.ts'
import type { Variables } from '../../../../src/services/context/variables.ts'
import { unavailableText } from '../../../../src/services/checks/results.ts'
import { checkerOf } from '../../../../src/services/checks/target.ts'

function checker(variables: Variables) {
  return checkerOf({ variables, origin: 'https://nodes.example' } satisfies Pick<
    ServiceContext,
    'variables' | 'origin'
  > as ServiceContext)
}

describe('checkerOf', () => {
  it('is this deployment’s own functions without EDGEONE_CHECK_API', () => {
    expect(checker({})).toEqual({
      mode: 'local',
      base: 'https://nodes.example/probe',
      key: '',
      timeoutMs: 30_000,
    })
    expect(checker({ EDGEONE_CHECK_API: '  ' }).mode).toBe('local')
  })

  it('takes the base URL without the slashes behind it', () => {
    expect(
      checker({ EDGEONE_CHECK_API: 'https://c.example/api//', EDGEONE_CHECK_API_KEY: 'k' }),
    ).toMatchObject({
      mode: 'remote',
      base: 'https://c.example/api',
      key: 'k',
    })
  })

  for (const [text, timeoutMs] of [
    ['5', 5000],
    ['0.5', 500],
    ['', 30_000],
    ['0', 30_000],
    ['-1', 30_000],
    ['soon', 30_000],
    ['99999', 120_000],
  ] as const) {
    it(`waits ${timeoutMs} ms where EDGEONE_CHECK_TIMEOUT is ${JSON.stringify(text)}`, () => {
      expect(checker({ EDGEONE_CHECK_TIMEOUT: text }).timeoutMs).toBe(timeoutMs)
    })
  }

  it('says what to set only where setting it helps', () => {
    expect(unavailableText(checker({}), 'x')).toContain('EDGEONE_CHECK_API')
    expect(unavailableText(checker({ EDGEONE_CHECK_API: 'https://c.example' }), 'x')).not.toContain(
      'EDGEONE_CHECK_API',
    )
  })
})
