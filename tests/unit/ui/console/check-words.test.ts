import { beforeEach, describe, expect, it } from 'vitest'
import { setMessages } from '../../../../src/ui/i18n/language.ts'
import { messages } from '../../../../src/ui/i18n/en/console.ts'
import { deviceName } from '../../../../src/ui/pages/console/account/device-name.ts'
import { checkWords, wasTried } from '../../../../src/ui/pages/console/nodes/check-words.ts'

describe('checkWords', () => {
  beforeEach(() => setMessages('en', messages))

  it('a check that was never begun says so, and names the address', () => {
    expect(checkWords('fra-1', 'address_forbidden', '不允许检测该地址', '10.0.0.7')).toBe(
      '“fra-1” was not checked: 10.0.0.7 is not a public address',
    )
    expect(checkWords('fra-1', 'unsupported_protocol', '', '203.0.113.7')).toMatch(/was not checked/)
    expect(wasTried('address_forbidden')).toBe(false)
    expect(wasTried('checker_unavailable')).toBe(false)
  })

  it('one that failed says that the node is unreachable', () => {
    expect(checkWords('fra-1', 'refused', '', '203.0.113.7')).toBe(
      '“fra-1” is unreachable: the connection was refused',
    )
    expect(wasTried('refused')).toBe(true)
    expect(wasTried(undefined)).toBe(true)
  })
})

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36',
    'Chrome · Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari · iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
    'Chrome · Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · macOS'],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['', ''],
])('%s is %s', (agent, name) => expect(deviceName(agent)).toBe(name))
