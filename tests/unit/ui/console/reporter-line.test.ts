import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { quotePosix, reporterLine } from '../../../../src/ui/lib/reporter-line.ts'

const token = 'etr_00000000001_0123456789abcdef0123456789abcdef'

describe('reporterLine', () => {
  it('is the one line of curl, starting with a space', () => {
    expect(reporterLine('curl', 'https://h.example', token)).toBe(
      ` curl --proto '=https' -fsSL 'https://h.example/reporter.sh' | ET_SERVER='https://h.example' ET_TOKEN='${token}' sh`,
    )
  })

  it('is the one line of wget', () => {
    expect(reporterLine('wget', 'https://h.example', token)).toBe(
      ` wget -qO- 'https://h.example/reporter.sh' | ET_SERVER='https://h.example' ET_TOKEN='${token}' sh`,
    )
  })

  it.each([
    ['http://127.0.0.1:8788', ''],
    ['http://localhost:8788', ''],
    ['http://192.168.1.9', 'ET_INSECURE=1 '],
    ['http://127.0.0.1.example.org', 'ET_INSECURE=1 '],
  ])(
    'of %s, which has no TLS, asks curl for none; over a network it says that it may',
    (origin, insecure) => {
      expect(reporterLine('curl', origin, token)).toBe(
        ` curl -fsSL '${origin}/reporter.sh' | ET_SERVER='${origin}' ET_TOKEN='${token}' ${insecure}sh`,
      )
      expect(reporterLine('manual', origin, token)).not.toContain('--proto')
    },
  )

  it('posts one report by hand with the token only', () => {
    const line = reporterLine('manual', 'https://h.example', token)
    expect(line).toMatch(/^ printf %s '\{"token":"[^']*"\}' \| curl /)
    expect(line.slice(line.indexOf('| curl'))).not.toContain(token)
    expect(line).toContain(`'https://h.example/api/report'`)
    expect(line.startsWith(' ')).toBe(true)
    expect(line).toContain(`curl --proto '=https' -fsS '`)
  })
})

describe('quotePosix', () => {
  it.each([`it's`, `$(touch /tmp/x)`, '`id`', `'; rm -rf /; '`, `"'"'"`, '!x \\n', '杭州-电信'])(
    'gives a shell %j back unchanged',
    (text) => {
      const out = execFileSync('sh', ['-c', `printf %s ${quotePosix(text)}`], { encoding: 'utf8' })
      expect(out).toBe(text)
    },
  )

  it('strips control and direction characters', () => {
    expect(quotePosix('a\nb\u0000c\u202ed\u2028e\u001b[0m')).toBe(`'abcde[0m'`)
  })
})
